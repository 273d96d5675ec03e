import { packageFile } from '../../lib/package.js';
import { access, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../../model/errors.js';
import { printableData } from '../../lib/text.js';
import { filledPage, pageOf, type PageData } from '../../render/page.js';
import type { DocumentKind, DocumentOf } from '../../results/documents/index.js';
import type { Report } from '../../results/documents/run.js';

/** Built from `src/web/report`: one page with all that it needs inside but its data. */
const template = fileURLToPath(packageFile('dist/web/report/index.html'));

/** Refuses a checkout in which the page was not built, before a run is spent on it. */
export async function checkPage(): Promise<void> {
  await access(template).catch(missing);
}

/**
 * A document as the page of its kind, which opens from disk and asks the network for nothing; undefined where its kind
 * has none. `classroom` is how that of a run opens, and `sides` are the reports that a comparison is of.
 */
export async function page(
  document: DocumentOf<DocumentKind>,
  { classroom, sides }: { readonly classroom: boolean; readonly sides?: readonly [Report, Report] | undefined },
): Promise<string | undefined> {
  const data = pageOf(document, sides);
  if (data === undefined) return undefined;
  return html(data.kind === 'run' && classroom ? { ...data, view: 'classroom' } : data);
}

/** A page with its data inside. */
export async function html(data: PageData): Promise<string> {
  return filledPage(await readFile(template, 'utf8').catch(missing), printableData(data));
}

function missing(): never {
  throw new UsageError(
    '--html: the page that a report is put into is missing, as dist/web was not built; run `npm run build` and try ' +
      'again',
  );
}
