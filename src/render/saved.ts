import type { z } from 'zod';
import { listed, printable } from '../lib/text.js';
import { UsageError } from '../model/errors.js';
import { compareSchema } from '../results/documents/compare.js';
import { harmless } from '../results/harmless.js';
import type { PageData } from './page.js';
import { readVersion, whole } from '../results/read.js';
import { comparisonMarkdown } from './compare/markdown.js';
import { comparisonText } from './compare/text.js';
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
import { resilienceSchema } from '../results/documents/resilience.js';
import { reportSchema, type Report } from '../results/documents/run.js';
import { sweepSchema } from '../results/documents/sweep.js';
import { verificationSchema } from '../results/documents/verify.js';
import { whatIfReportSchema } from '../results/documents/what-if.js';

/** A saved report in the forms that it was shown in. */
export interface SavedReport {
  readonly command: Kind['command'];
  readonly text: (style: Style) => string;
  readonly markdown: () => string;
  /** What a page shows of it; undefined where there is none. */
  readonly page: PageData | undefined;
}

interface Kind {
  /** The field that no kind before it has. */
  readonly field: string;
  readonly command: PageData['kind'] | 'what-if';
  readonly read: (value: unknown, path: string) => Omit<SavedReport, 'command'>;
}

/** Every kind of report, those with a field of their own first. A new one is a line here. */
const kinds: readonly Kind[] = [
  {
    field: 'checked',
    command: 'what-if',
    read: reader(whatIfReportSchema, whatIfText, whatIfMarkdown, () => undefined),
  },
  {
    field: 'lattice',
    command: 'resilience',
    read: reader(resilienceSchema, resilienceText, resilienceMarkdown, (report) => ({ kind: 'resilience', report })),
  },
  {
    field: 'checks',
    command: 'verify',
    read: reader(verificationSchema, verificationText, verificationMarkdown, (report) => ({ kind: 'verify', report })),
  },
  {
    field: 'comparisons',
    command: 'compare',
    read: reader(compareSchema, comparisonText, comparisonMarkdown, (report) => ({ kind: 'compare', report })),
  },
  {
    field: 'points',
    command: 'sweep',
    read: reader(sweepSchema, sweepText, sweepMarkdown, (report) => ({ kind: 'sweep', report })),
  },
  { field: 'modes', command: 'run', read: reader(reportSchema, text, markdown, (report) => ({ kind: 'run', report })) },
];

function reader<T>(
  schema: z.ZodType<T>,
  asText: (report: T, style: Style) => string,
  asMarkdown: (report: T) => string,
  asPage: (report: T) => PageData | undefined,
): Kind['read'] {
  return (value, path) => {
    const report = whole(schema, value, path);
    return { text: (style) => asText(report, style), markdown: () => asMarkdown(report), page: asPage(report) };
  };
}

/** The saved report of any command, checked. A UsageError says what is wrong with the file. */
export async function readSaved(path: string): Promise<SavedReport> {
  const value = await readVersion(path);
  const kind = kindOf(value, path);
  return { command: kind.command, ...kind.read(harmless(value), path) };
}

/** The saved report of `run`; a UsageError says so where it is of another command. */
export async function readRunReport(path: string): Promise<Report> {
  const value = await readVersion(path);
  const { command } = kindOf(value, path);
  if (command === 'run') return whole(reportSchema, harmless(value), path);
  throw new UsageError(
    `${printable(path)} is a report of \`${command}\`, and there is nothing in it to replay: name one that \`agent-bench run\` has saved`,
  );
}

function kindOf(value: object, path: string): Kind {
  const kind = kinds.find(({ field }) => Object.hasOwn(value, field));
  if (kind !== undefined) return kind;
  const known = kinds.map(({ field, command }) => `${field} (${command})`);
  throw new UsageError(
    `${printable(path)} is a report of no known command: it has none of ${listed(known)}; make the report again`,
  );
}
