import type { PageData } from '../../render/page.js';

/** What the command line has put into the page; undefined where nothing was. */
export function pageData(): PageData | undefined {
  const text = document.querySelector('#data')?.textContent;
  return text === undefined || text === null ? undefined : (JSON.parse(text) as PageData);
}
