import type { z } from 'zod';
import { UsageError } from '../model/errors.js';
import { printable } from '../lib/text.js';
import { issueLines } from '../scenario/issues.js';
import { maxLevels } from '../lib/json.js';
import { parseJson, readText } from '../scenario/json-file.js';
import { reportSchema, schemaVersion, type Report } from './documents/run.js';

/** A payload lies some levels deeper in a report than in its scenario. */
const reportLevels = maxLevels + 20;

/** A saved report of `run`, checked. A UsageError says what is wrong with the file. */
export async function readReport(path: string): Promise<Report> {
  return whole(reportSchema, await readVersion(path), path);
}

/** What a file of any report holds, its version checked and nothing else. */
export async function readVersion(path: string): Promise<object> {
  const value = parseJson(await readText(path, 'report'), path, reportLevels);
  const version =
    typeof value === 'object' && value !== null && 'schemaVersion' in value ? value.schemaVersion : undefined;
  if (version === undefined)
    throw new UsageError(`${printable(path)} is not a report of agent-bench: it has no schemaVersion`);
  if (version !== schemaVersion) {
    throw new UsageError(
      `${printable(path)} is a report of version ${printable(JSON.stringify(version))}; this agent-bench reads version ${schemaVersion}: make the report again, or read it with the version that made it`,
    );
  }
  return value as object;
}

/** The value as its schema has it, or a UsageError with what is missing or wrong. */
export function whole<T>(schema: z.ZodType<T>, value: unknown, path: string): T {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw new UsageError(
    [
      `${printable(path)} is not a whole report:`,
      ...issueLines(parsed.error, schema, 5).map((line) => `  ${line}`),
    ].join('\n'),
  );
}
