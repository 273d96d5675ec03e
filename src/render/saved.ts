import { readDocument } from '../results/read.js';
import type { DocumentKind } from '../results/documents/index.js';
import { blocksOf } from './documents.js';
import { markdownOf } from './markdown.js';
import type { PageData } from './page.js';
import type { Style } from './style.js';
import { textOf } from './text.js';

/** A saved report in the forms that it was shown in. */
export interface SavedReport {
  readonly command: DocumentKind;
  readonly text: (style: Style) => string;
  readonly markdown: () => string;
  /** What a page shows of it; undefined where there is none. */
  readonly page: PageData | undefined;
}

/** The saved report of any command, checked. A UsageError says what is wrong with the file. */
export async function readSaved(path: string, note?: (line: string) => void): Promise<SavedReport> {
  const document = await readDocument(path, note);
  const blocks = await blocksOf(document);
  const page = document.kind === 'what-if' ? undefined : ({ kind: document.kind, report: document } as PageData);
  return {
    command: document.kind,
    text: (style) => textOf(blocks, style),
    markdown: () => markdownOf(blocks),
    page,
  };
}
