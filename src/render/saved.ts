import type { z } from 'zod';
import { listed, printable } from '../lib/text.js';
import { UsageError } from '../model/errors.js';
import { compareSchema } from '../results/documents/compare.js';
import { resilienceSchema } from '../results/documents/resilience.js';
import { reportSchema, type Report } from '../results/documents/run.js';
import { sweepSchema } from '../results/documents/sweep.js';
import { verificationSchema } from '../results/documents/verify.js';
import { whatIfReportSchema } from '../results/documents/what-if.js';
import { harmless } from '../results/harmless.js';
import { readVersion, whole } from '../results/read.js';
import { blocksOf, type Documents } from './documents.js';
import { markdownOf } from './markdown.js';
import type { PageData } from './page.js';
import type { Style } from './style.js';
import { textOf } from './text.js';

/** A saved report in the forms that it was shown in. */
export interface SavedReport {
  readonly command: SavedKind;
  readonly text: (style: Style) => string;
  readonly markdown: () => string;
  /** What a page shows of it; undefined where there is none. */
  readonly page: PageData | undefined;
}

type SavedKind = PageData['kind'] | 'what-if';

interface Kind {
  /** The field that no kind before it has. */
  readonly field: string;
  readonly command: SavedKind;
  readonly read: (value: unknown, path: string) => Promise<SavedReport>;
}

/** Every kind of report, those with a field of their own first. A new one is a line here. */
const kinds: readonly Kind[] = [
  kind('checked', 'what-if', whatIfReportSchema),
  kind('lattice', 'resilience', resilienceSchema, (report) => ({ kind: 'resilience', report })),
  kind('checks', 'verify', verificationSchema, (report) => ({ kind: 'verify', report })),
  kind('comparisons', 'compare', compareSchema, (report) => ({ kind: 'compare', report })),
  kind('points', 'sweep', sweepSchema, (report) => ({ kind: 'sweep', report })),
  kind('modes', 'run', reportSchema, (report) => ({ kind: 'run', report })),
];

function kind<K extends SavedKind>(
  field: string,
  command: K,
  schema: z.ZodType<Documents[K]>,
  asPage: (report: Documents[K]) => PageData | undefined = () => undefined,
): Kind {
  return {
    field,
    command,
    read: async (value, path) => {
      const report = whole(schema, value, path);
      const blocks = await blocksOf(command, report);
      return {
        command,
        text: (style) => textOf(blocks, style),
        markdown: () => markdownOf(blocks),
        page: asPage(report),
      };
    },
  };
}

/** The saved report of any command, checked. A UsageError says what is wrong with the file. */
export async function readSaved(path: string): Promise<SavedReport> {
  const value = await readVersion(path);
  return kindOf(value, path).read(harmless(value), path);
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
  const found = kinds.find(({ field }) => Object.hasOwn(value, field));
  if (found !== undefined) return found;
  const known = kinds.map(({ field, command }) => `${field} (${command})`);
  throw new UsageError(
    `${printable(path)} is a report of no known command: it has none of ${listed(known)}; make the report again`,
  );
}
