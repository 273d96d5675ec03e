import { access, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../../model/errors.js';
import { printableData } from '../../lib/text.js';
import { filledPage, type PageData } from '../../render/page.js';

/** Built from `src/viewer`: one page with all that it needs inside but its data. */
const page = fileURLToPath(new URL('../../web/report/index.html', import.meta.url));

/** Refuses a checkout in which the page was not built, before a run is spent on it. */
export async function checkPage(): Promise<void> {
  await access(page).catch(missing);
}

/** A report as a page that opens from disk and asks the network for nothing. */
export async function html(data: PageData): Promise<string> {
  return filledPage(await readFile(page, 'utf8').catch(missing), printableData(data));
}

function missing(): never {
  throw new UsageError(
    '--html: the page that a report is put into is missing, as dist/web was not built; run `npm run build` and try again',
  );
}
