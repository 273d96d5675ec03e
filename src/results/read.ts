import type { z } from 'zod';
import { UsageError } from '../model/errors.js';
import { printableData, listed, printable } from '../lib/text.js';
import { inferenceKindOf } from '../scenario/derived.js';
import { issueLines } from '../scenario/issues.js';
import { maxLevels } from '../lib/json.js';
import { parseJson, readText } from '../scenario/json-file.js';
import { schemaVersion } from './documents/header.js';
import { documentKinds, documentSchemas, type DocumentKind, type DocumentOf } from './documents/index.js';
import type { Report } from './documents/run.js';

/** A payload lies some levels deeper in a report than in its scenario. */
const documentLevels = maxLevels + 20;

/** Called with a line that says what a person should know of a file that was read. */
type Note = (line: string) => void;

/**
 * A saved document of whichever operation, checked, its texts safe to print. A UsageError says what is wrong with the
 * file. `note` is called for a report of an earlier version.
 */
export async function readDocument(path: string, note?: Note): Promise<DocumentOf<DocumentKind>> {
  const value = printableData(await readVersion(path, note));
  return whole<DocumentOf<DocumentKind>>(await documentSchemas[value.kind](), value, path);
}

/** A saved report of `run`, checked. A UsageError says what is wrong with the file, and of which kind it is. */
export async function readReport(path: string, note?: Note): Promise<Report> {
  const value = await readVersion(path, note);
  if (value.kind !== 'run')
    throw new UsageError(
      `${printable(path)} is a report of \`${value.kind}\`, and there is no run in it: name one that \`agent-bench ` +
        `run\` has saved`,
    );
  const report = whole(await documentSchemas.run(), value, path);
  const { world, scenario } = report;
  return { ...report, world: { ...world, inference: world.inference ?? inferenceKindOf(scenario, world.workers) } };
}

/** What a file of any document holds, its version and its kind checked and nothing else. */
async function readVersion(path: string, note?: Note): Promise<{ readonly kind: DocumentKind }> {
  const value = await parseJson(await readText(path, 'report'), path, documentLevels);
  const { schemaVersion: version, kind } = (value ?? {}) as { schemaVersion?: unknown; kind?: unknown };
  if (version === undefined)
    throw new UsageError(`${printable(path)} is not a report of agent-bench: it has no schemaVersion`);
  if (version === 1 && kind === undefined) return upgraded(value as object, path, note);
  if (version !== schemaVersion) {
    throw new UsageError(
      `${printable(path)} is a report of version ${printable(JSON.stringify(version))}; this agent-bench reads ` +
        `version ${schemaVersion}, and reports of \`run\` of version 1: make the report again, or read it with the ` +
        'version that made it',
    );
  }
  if (!documentKinds.includes(kind as DocumentKind))
    throw new UsageError(
      `${printable(path)} is a report of no known kind: its kind is ` +
        `${printable(JSON.stringify(kind) ?? 'missing')}, and is one of ${listed(documentKinds)}; make the report ` +
        'again',
    );
  return value as { readonly kind: DocumentKind };
}

/** Version 1 had no kinds; what it called moments are instants. */
async function upgraded(old: object, path: string, note: Note | undefined): Promise<{ readonly kind: DocumentKind }> {
  const { modes } = old as { modes?: unknown };
  const value = {
    ...old,
    kind: 'run' as const,
    schemaVersion,
    modes: Array.isArray(modes) ? modes.map(upgradedMode) : modes,
  };
  const schema = await documentSchemas.run();
  const parsed = schema.safeParse(value, { reportInput: true });
  if (!parsed.success)
    throw new UsageError(
      [
        `${printable(path)} is a report of version 1, and not a whole report of \`run\`, which alone is read of ` +
          'that version; make the report again:',
        ...issueLines(parsed.error, schema, 5).map((line) => `  ${line}`),
      ].join('\n'),
    );
  note?.(`note: ${printable(path)} is a report of version 1, and is read as one of \`run\``);
  return value;
}

/** What is no mode or run is left as it is, for the schema to refuse. */
function upgradedMode(mode: unknown): unknown {
  const runs = isRecord(mode) ? mode['runs'] : undefined;
  return isRecord(mode) && Array.isArray(runs) ? { ...mode, runs: runs.map(upgradedRun) } : mode;
}

function upgradedRun(run: unknown): unknown {
  if (!isRecord(run)) return run;
  const { moments, ...rest } = run;
  return { ...rest, instants: moments };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** The value as its schema has it, or a UsageError with what is missing or wrong. */
function whole<T>(schema: z.ZodType<T>, value: unknown, path: string): T {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw new UsageError(
    [
      `${printable(path)} is not a whole report:`,
      ...issueLines(parsed.error, schema, 5).map((line) => `  ${line}`),
    ].join('\n'),
  );
}
