import { resolve } from 'node:path';
import { listed, printable } from '../lib/text.js';
import { UsageError } from '../model/errors.js';
import { today } from '../time/real.js';
import type { OutputFlags } from './options.js';
import { checkWritable, newReportPath, save } from './save.js';

/** The files that a run writes; undefined for standard output and for no document at all. */
export interface OutputFiles {
  readonly json: string | undefined;
  readonly md: string | undefined;
}

/** What became of them. */
interface SavedFiles {
  readonly paths: readonly string[];
  readonly failures: readonly unknown[];
}

/** The files that the flags name, found to be writable. */
export async function outputFiles({ json: jsonTo, md: mdTo }: OutputFlags): Promise<OutputFiles> {
  if (jsonTo !== undefined && mdTo !== undefined && resolve(jsonTo) === resolve(mdTo))
    throw new UsageError(`--json ${jsonTo} and --md ${mdTo} name the same place; give each its own`);
  const files = { json: jsonTo === '-' ? undefined : (jsonTo ?? newReportPath(today())), md: mdTo === '-' ? undefined : mdTo };
  if (files.md !== undefined) await checkWritable(files.md, '--md');
  if (files.json !== undefined) await checkWritable(files.json, jsonTo === undefined ? undefined : '--json'); // last, as it makes the results folder
  return files;
}

/** A report in its forms; each is made only where it goes somewhere. */
export interface Documents {
  readonly json: () => string;
  readonly md: () => string;
  /** What a person reads in the terminal. */
  readonly text: () => string;
}

/**
 * Saves a report, then shows it: as the document that was asked for with `-`, or as what a person reads. `saved` goes before the
 * paths, beside what a person reads, or on standard error where standard output holds a document.
 */
export async function deliver(documents: Documents, files: OutputFiles, flags: OutputFlags, saved = 'Saved'): Promise<void> {
  const { paths, failures } = await saveAll(documents, files); // before it is shown, for standard output may fail as well
  process.stdout.write(flags.json === '-' ? documents.json() : flags.md === '-' ? documents.md() : documents.text());
  const stream = flags.json === '-' || flags.md === '-' ? process.stderr : process.stdout;
  if (paths.length > 0) stream.write(`\n${saved} in ${listed(paths.map(printable))}\n`);
  throwFailures(failures);
}

/** Saves a report as far as it can be saved. Never throws, so that what was found can still be shown. */
export async function saveAll(documents: Pick<Documents, 'json' | 'md'>, files: OutputFiles): Promise<SavedFiles> {
  const paths: string[] = [];
  const failures: unknown[] = [];
  for (const [path, render] of [
    [files.json, documents.json],
    [files.md, documents.md],
  ] as const) {
    if (path === undefined) continue;
    try {
      await save(path, render());
      paths.push(path);
    } catch (thrown) {
      failures.push(thrown);
    }
  }
  return { paths, failures };
}

/** Throws what kept files from being saved, if anything did: a defect as it is, all else as one error. */
function throwFailures(failures: readonly unknown[]): void {
  const defect = failures.find((failure) => !(failure instanceof UsageError));
  if (defect !== undefined) throw defect;
  if (failures.length > 0) throw new UsageError(failures.map((failure) => (failure as UsageError).message).join('\n'));
}
