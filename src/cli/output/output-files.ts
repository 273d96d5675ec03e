import { listed, printable } from '../../lib/text.js';
import { UsageError } from '../../model/errors.js';
import { fileFormats, rendered } from '../../render/documents.js';
import { exporterNames } from '../../render/exports/index.js';
import type { DocumentKind, DocumentOf } from '../../results/documents/index.js';
import { today } from '../../time/real.js';
import type { Report } from '../../results/documents/run.js';
import type { CommonFlags } from '../command.js';
import type { Flags, OutputFlags } from '../outputs.js';
import { hostAndPort } from '../../adapters/http/url.js';
import { absolute, checkWritable, newReportPath, save } from './save.js';
import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** A flag with its value, as it is typed, and the place that it names: `-` for standard output. */
export interface Named {
  readonly flag: string;
  readonly place: string;
}

/**
 * Refuses two flags that name one place, and one that names a file which is read: what is written would take its place.
 */
export async function refuseSamePlace(named: readonly Named[], reads: readonly string[]): Promise<void> {
  const taken = new Map<string, string>();
  for (const path of reads) taken.set(await whereabouts(path), '');
  for (const { flag, place } of named) {
    const path = place === '-' ? place : await whereabouts(place);
    const other = taken.get(path);
    if (other === '')
      throw new UsageError(printable(`${flag}: this file is read, and would be written over; name another one`));
    if (other !== undefined)
      throw new UsageError(printable(`${other} and ${flag} name the same place; give each its own`));
    taken.set(path, flag);
  }
}

/** Where a path leads in the end, through links, whether or not there is a file yet. */
async function whereabouts(path: string): Promise<string> {
  const whole = absolute(path);
  try {
    const real = await realpath(whole);
    return (await stat(real)).isFile() ? real : whole; // what is written to a device takes nobody's place
  } catch {
    return realpath(dirname(whole)).then(
      (folder) => join(folder, basename(whole)),
      () => whole,
    );
  }
}

const formatFlags = fileFormats.map(({ flag }) => flag);

/** Every form of a document beside what a person reads, the one that is always saved last. */
const kinds = ['junit', ...exporterNames.toReversed(), ...formatFlags.toReversed(), 'json'] as const;
type Kind = (typeof kinds)[number];

/** The files that a run writes; undefined for standard output and for no document at all. */
export type OutputFiles = Readonly<Partial<Record<Kind, string | undefined>>>;

/** What became of them. */
interface SavedFiles {
  readonly paths: readonly string[];
  readonly failures: readonly unknown[];
}

/**
 * The files that the flags name, found to be writable, and one for the report itself. What the command `reads` is none
 * of them.
 */
export function outputFiles(flags: OutputFlags, ...reads: readonly string[]): Promise<OutputFiles> {
  return checkedFiles(flags, { ...flags, json: flags.json ?? newReportPath(today()) }, reads);
}

/** The files that the flags name, and no other. */
export function filesNamed(flags: OutputFlags, ...reads: readonly string[]): Promise<OutputFiles> {
  return checkedFiles(flags, flags, reads);
}

/** A URL is no file, and is found to be a URL. */
async function checkedFiles(flags: OutputFlags, places: OutputFlags, reads: readonly string[]): Promise<OutputFiles> {
  const named = kinds
    .toReversed()
    .flatMap((kind) =>
      flags[kind] === undefined ? [] : [{ flag: `${flagOf(kind)} ${flags[kind]}`, place: flags[kind] }],
    );
  await refuseSamePlace(named, reads);
  await checkHtml(flags);
  const sent = flags.otlp !== undefined && isUrl(flags.otlp);
  if (sent) (await import('./otlp.js')).endpointOf(flags.otlp);
  const files = Object.fromEntries(
    kinds.flatMap((kind) => {
      const place = places[kind];
      return place === undefined || place === '-' || (kind === 'otlp' && sent) ? [] : [[kind, place]];
    }),
  ) as OutputFiles;
  // The results folder is made last.
  for (const kind of kinds)
    if (files[kind] !== undefined)
      await checkWritable(files[kind], flags[kind] === undefined ? undefined : flagOf(kind));
  return files;
}

/** Whether `--otlp` names a place on a network and not a file: a URL, or a host and its port. */
export function isUrl(place: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(place) || hostAndPort.test(place);
}

/** Refuses a page that cannot be made. */
async function checkHtml({ html, classroom }: OutputFlags): Promise<void> {
  if (html === undefined && classroom === true)
    throw new UsageError('--classroom: this is how a page opens; say where the page goes with --html FILE');
  if (html !== undefined) await (await import('./html.js')).checkPage();
}

/** The flag as it is typed. */
function flagOf(kind: Kind): string {
  return `--${kind.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

type Rendering = () => string | Promise<string>;

/**
 * A document in each format that files are written in, each made by what is loaded only where somebody asked for it.
 * `sides` are the reports that a comparison is of, for its page.
 */
export function inFormats(
  document: DocumentOf<DocumentKind>,
  { classroom = false }: OutputFlags,
  sides?: readonly [Report, Report],
): Omit<Documents, 'text'> {
  return {
    ...Object.fromEntries(fileFormats.map(({ flag, format }) => [flag, () => rendered(document, format)])),
    html: async () =>
      (await (await import('./html.js')).page(document, { classroom, sides })) ?? rendered(document, 'html'),
  };
}

/** A report in its forms; each is made only where it goes somewhere. */
export type Documents = Readonly<Partial<Record<Kind, Rendering>>> & {
  /** What a person reads in the terminal. */
  readonly text: Rendering;
};

/**
 * Saves a report, then shows it: as the document that was asked for with `-`, or as what a person reads. `saved` goes
 * before the paths, beside what a person reads, or on standard error where standard output holds a document.
 */
export async function deliver(
  documents: Documents,
  files: OutputFiles,
  flags: OutputFlags,
  saved = 'Saved',
): Promise<void> {
  // before it is shown, for standard output may fail as well
  const { paths, failures } = await saveAll(documents, files);
  const document = printed(flags);
  process.stdout.write(
    (document === undefined ? undefined : await documents[document]?.()) ?? (await documents.text()),
  );
  const stream = document === undefined ? process.stdout : process.stderr;
  if (paths.length > 0) stream.write(`\n${saved} in ${listed(paths.map(printable))}\n`);
  throwFailures(failures);
}

/** The document that goes to standard output; undefined where that is for what a person reads. */
export function printed(flags: OutputFlags): Kind | undefined {
  return kinds.find((kind) => flags[kind] === '-');
}

/** Saves a report as far as it can be saved. Never throws, so that what was found can still be shown. */
export async function saveAll(documents: Omit<Documents, 'text'>, files: OutputFiles): Promise<SavedFiles> {
  const paths: string[] = [];
  const failures: unknown[] = [];
  for (const kind of kinds.toReversed()) {
    const [path, render] = [files[kind], documents[kind]];
    if (path === undefined || render === undefined) continue;
    try {
      await save(path, await render());
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

/** What is known of a document beside itself. */
export interface Showing {
  readonly files: OutputFiles;
  readonly flags: Flags & CommonFlags;
  /** What its operation was asked with. */
  readonly input: Record<string, unknown>;
  /** The reports that a comparison is of. */
  readonly sides: readonly [Report, Report] | undefined;
}
