import type { z } from 'zod';
import { listed, printable } from '../lib/text.js';
import { UsageError } from '../model/errors.js';
import { compareSchema } from './comparison/schema.js';
import { harmless } from './harmless.js';
import type { PageData } from './page.js';
import { readVersion, whole } from './read.js';
import { comparisonMarkdown } from './reporters/comparison-markdown.js';
import { comparisonText } from './reporters/comparison-text.js';
import { markdown } from './reporters/markdown.js';
import { resilienceMarkdown } from './reporters/resilience-markdown.js';
import { resilienceText } from './reporters/resilience-text.js';
import type { Style } from './reporters/style.js';
import { sweepMarkdown } from './reporters/sweep-markdown.js';
import { sweepText } from './reporters/sweep-text.js';
import { text } from './reporters/text.js';
import { verificationMarkdown } from './reporters/verification-markdown.js';
import { verificationText } from './reporters/verification-text.js';
import { whatIfMarkdown } from './reporters/what-if-markdown.js';
import { whatIfText } from './reporters/what-if-text.js';
import { resilienceSchema } from './resilience-schema.js';
import { reportSchema, type Report } from './schema.js';
import { sweepSchema } from './sweep-schema.js';
import { verificationSchema } from './verification-schema.js';
import { whatIfReportSchema } from './what-if-report-schema.js';

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
  { field: 'checked', command: 'what-if', read: reader(whatIfReportSchema, whatIfText, whatIfMarkdown, () => undefined) },
  { field: 'lattice', command: 'resilience', read: reader(resilienceSchema, resilienceText, resilienceMarkdown, (report) => ({ kind: 'resilience', report })) },
  { field: 'checks', command: 'verify', read: reader(verificationSchema, verificationText, verificationMarkdown, (report) => ({ kind: 'verify', report })) },
  { field: 'comparisons', command: 'compare', read: reader(compareSchema, comparisonText, comparisonMarkdown, (report) => ({ kind: 'compare', report })) },
  { field: 'points', command: 'sweep', read: reader(sweepSchema, sweepText, sweepMarkdown, (report) => ({ kind: 'sweep', report })) },
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
  throw new UsageError(`${printable(path)} is a report of \`${command}\`, and there is nothing in it to replay: name one that \`agent-bench run\` has saved`);
}

function kindOf(value: object, path: string): Kind {
  const kind = kinds.find(({ field }) => Object.hasOwn(value, field));
  if (kind !== undefined) return kind;
  const known = kinds.map(({ field, command }) => `${field} (${command})`);
  throw new UsageError(`${printable(path)} is a report of no known command: it has none of ${listed(known)}; make the report again`);
}
