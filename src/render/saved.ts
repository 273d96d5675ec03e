import { readDocument } from '../results/read.js';
import type { DocumentKind } from '../results/documents/index.js';
import { comparisonMarkdown } from './compare/markdown.js';
import { comparisonText } from './compare/text.js';
import type { PageData } from './page.js';
import { markdown } from './run/markdown.js';
import { resilienceMarkdown } from './resilience/markdown.js';
import { resilienceText } from './resilience/text.js';
import type { Style } from './style.js';
import { sweepMarkdown } from './sweep/markdown.js';
import { sweepText } from './sweep/text.js';
import { text } from './run/text.js';
import { verificationMarkdown } from './verify/markdown.js';
import { verificationText } from './verify/text.js';
import { whatIfMarkdown } from './what-if/markdown.js';
import { whatIfText } from './what-if/text.js';

/** A saved report in the forms that it was shown in. */
export interface SavedReport {
  readonly command: DocumentKind;
  readonly text: (style: Style) => string;
  readonly markdown: () => string;
  /** What a page shows of it; undefined where there is none. */
  readonly page: PageData | undefined;
}

const forms: Partial<
  Record<DocumentKind, { text: (document: never, style: Style) => string; markdown: (document: never) => string }>
> = {
  run: { text, markdown },
  resilience: { text: resilienceText, markdown: resilienceMarkdown },
  compare: { text: comparisonText, markdown: comparisonMarkdown },
  sweep: { text: sweepText, markdown: sweepMarkdown },
  verify: { text: verificationText, markdown: verificationMarkdown },
  'what-if': { text: whatIfText, markdown: whatIfMarkdown },
};

/** The saved report of any command, checked. A UsageError says what is wrong with the file. */
export async function readSaved(path: string, note?: (line: string) => void): Promise<SavedReport> {
  const document = await readDocument(path, note);
  const form = forms[document.kind]!;
  const page = document.kind === 'what-if' ? undefined : ({ kind: document.kind, report: document } as PageData);
  return {
    command: document.kind,
    text: (style) => form.text(document as never, style),
    markdown: () => form.markdown(document as never),
    page,
  };
}
