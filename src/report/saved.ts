import type { z } from 'zod';
import { listed, printable } from '../lib/text.js';
import { UsageError } from '../model/errors.js';
import { compareSchema } from './comparison/schema.js';
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
import { resilienceSchema } from './resilience-schema.js';
import { reportSchema } from './schema.js';
import { sweepSchema } from './sweep-schema.js';
import { verificationSchema } from './verification-schema.js';

/** A saved report in the forms that it was shown in. */
export interface SavedReport {
  readonly text: (style: Style) => string;
  readonly markdown: () => string;
}

interface Kind {
  /** The field that no kind before it has. */
  readonly field: string;
  readonly command: string;
  readonly read: (value: unknown, path: string) => SavedReport;
}

/** Every kind of report, those with a field of their own first. A new one is a line here. */
const kinds: readonly Kind[] = [
  { field: 'lattice', command: 'resilience', read: reader(resilienceSchema, resilienceText, resilienceMarkdown) },
  { field: 'checks', command: 'verify', read: reader(verificationSchema, verificationText, verificationMarkdown) },
  { field: 'comparisons', command: 'compare', read: reader(compareSchema, comparisonText, comparisonMarkdown) },
  { field: 'points', command: 'sweep', read: reader(sweepSchema, sweepText, sweepMarkdown) },
  { field: 'modes', command: 'run', read: reader(reportSchema, text, markdown) },
];

function reader<T>(schema: z.ZodType<T>, asText: (report: T, style: Style) => string, asMarkdown: (report: T) => string): Kind['read'] {
  return (value, path) => {
    const report = whole(schema, value, path);
    return { text: (style) => asText(report, style), markdown: () => asMarkdown(report) };
  };
}

/** The saved report of any command, checked. A UsageError says what is wrong with the file. */
export async function readSaved(path: string): Promise<SavedReport> {
  const value = await readVersion(path);
  const kind = kinds.find(({ field }) => Object.hasOwn(value, field));
  if (kind === undefined) {
    const known = kinds.map(({ field, command }) => `${field} (${command})`);
    throw new UsageError(`${printable(path)} is a report of no known command: it has none of ${listed(known)}; make the report again`);
  }
  return kind.read(harmless(value), path);
}

/** The same data, its texts without what could move a cursor: what commands say of their own findings is not looked at again. */
function harmless(value: unknown): unknown {
  if (typeof value === 'string') return printable(value);
  if (Array.isArray(value)) return value.map(harmless);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [printable(key), harmless(field)]));
}
