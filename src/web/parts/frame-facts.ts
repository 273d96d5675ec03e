/** When a report was made, to the minute. */
export function created(at: string): string {
  return `${at.slice(0, 16).replace('T', ' ')} UTC`;
}

/** What stands at the end of every page. */
export function footerOf({ version }: { readonly version: string }): string {
  return `Made by agent-bench ${version}. The figures are those of the terminal; the page asks the network for nothing.`;
}
