import { readDocument } from '../results/read.js';
import type { DocumentKind } from '../results/documents/index.js';
import { blocksOf, rendered } from './documents.js';
import { markdownOf } from './markdown.js';
import { pageOf, type PageData } from './page.js';
import type { Style } from './style.js';
import { textOf } from './text.js';

/** A saved report in the forms that it was shown in. */
export interface SavedReport {
  readonly command: DocumentKind;
  readonly text: (style: Style) => string;
  readonly markdown: () => string;
  readonly html: () => Promise<string>;
  /** What its page shows; undefined where its kind has none of its own. */
  readonly page: PageData | undefined;
}

/** The saved report of any command, checked. A UsageError says what is wrong with the file. */
export async function readSaved(path: string, note?: (line: string) => void): Promise<SavedReport> {
  const document = await readDocument(path, note);
  const blocks = await blocksOf(document);
  return {
    command: document.kind,
    text: (style) => textOf(blocks, style),
    markdown: () => markdownOf(blocks),
    html: () => rendered(document, 'html'),
    page: pageOf(document),
  };
}
