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
  readonly csv?: string | undefined;
  readonly junit?: string | undefined;
}

/** What became of them. */
interface SavedFiles {
  readonly paths: readonly string[];
  readonly failures: readonly unknown[];
}

/** Every document beside what a person reads, the one that is always saved last. */
const kinds = ['junit', 'csv', 'md', 'json'] as const;

/** The files that the flags name, found to be writable. */
export async function outputFiles(flags: OutputFlags): Promise<OutputFiles> {
  refuseSamePlace(flags);
  const file = (place: string | undefined): string | undefined => (place === '-' ? undefined : place);
  const files = { junit: flags.junit, csv: file(flags.csv), md: file(flags.md), json: file(flags.json ?? newReportPath(today())) };
  // The results folder is made last.
  for (const kind of kinds) if (files[kind] !== undefined) await checkWritable(files[kind], flags[kind] === undefined ? undefined : `--${kind}`);
  return files;
}

function refuseSamePlace(flags: OutputFlags): void {
  const named = kinds.toReversed().flatMap((kind) => (flags[kind] === undefined ? [] : [{ flag: `--${kind} ${flags[kind]}`, path: resolve(flags[kind]) }]));
  for (const [i, { flag, path }] of named.entries()) {
    const other = named.slice(0, i).find((earlier) => earlier.path === path);
    if (other !== undefined) throw new UsageError(`${other.flag} and ${flag} name the same place; give each its own`);
  }
}

/** A report in its forms; each is made only where it goes somewhere. */
export interface Documents {
  readonly json: () => string;
  readonly md: () => string;
  /** Where `--csv` may be asked for. */
  readonly csv?: () => string;
  readonly junit?: () => string;
  /** What a person reads in the terminal. */
  readonly text: () => string;
}

/**
 * Saves a report, then shows it: as the document that was asked for with `-`, or as what a person reads. `saved` goes before the
 * paths, beside what a person reads, or on standard error where standard output holds a document.
 */
export async function deliver(documents: Documents, files: OutputFiles, flags: OutputFlags, saved = 'Saved'): Promise<void> {
  const { paths, failures } = await saveAll(documents, files); // before it is shown, for standard output may fail as well
  const document = kinds.find((kind) => flags[kind] === '-');
  process.stdout.write((document === undefined ? undefined : documents[document]?.()) ?? documents.text());
  const stream = document === undefined ? process.stdout : process.stderr;
  if (paths.length > 0) stream.write(`\n${saved} in ${listed(paths.map(printable))}\n`);
  throwFailures(failures);
}

/** Saves a report as far as it can be saved. Never throws, so that what was found can still be shown. */
export async function saveAll(documents: Omit<Documents, 'text'>, files: OutputFiles): Promise<SavedFiles> {
  const paths: string[] = [];
  const failures: unknown[] = [];
  for (const [path, render] of [
    [files.json, documents.json],
    [files.md, documents.md],
    [files.csv, documents.csv],
    [files.junit, documents.junit],
  ] as const) {
    if (path === undefined || render === undefined) continue;
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
