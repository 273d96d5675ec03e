/** What keeps this process alive and can be counted. */
export interface Running {
  /** Timers that are set, but for those that were told not to keep the process alive. */
  readonly timers: number;
  /** Worker threads, by the message ports that they are spoken to through. */
  readonly threads: number;
}

/** Counts what Node lists as active in this process, from all that runs in it. */
export function running(): Running {
  const resources = process.getActiveResourcesInfo();
  const count = (type: string): number => resources.filter((one) => one === type).length;
  return { timers: count('Timeout'), threads: count('MessagePort') };
}
