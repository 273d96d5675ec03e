import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { devNull } from 'node:os';
import { format } from 'node:util';
import { silencePrograms } from './silence-programs.js';

export type StandardStream = 'stdout' | 'stderr';

/** Called with how much was written where. */
export interface OutputListener {
  wrote(stream: StandardStream, bytes: number): void;
  /** A program was started that would have written there. */
  started(): void;
}

type Count = OutputListener['wrote'];
type Writer = (file: unknown, ...rest: unknown[]) => unknown;
type Owner = Record<string, Writer>;

/**
 * On a thread: from now on nothing that is written there to standard output and standard error gets there, and how much
 * it was is counted.
 */
export function countOutput({ wrote, started }: OutputListener): void {
  process.stdout.write = counting('stdout', wrote);
  process.stderr.write = counting('stderr', wrote);
  const rawDebug = (...text: unknown[]): void => {
    wrote('stderr', Buffer.byteLength(`${format(...text)}\n`));
  };
  Object.assign(process, { _rawDebug: rawDebug });
  redirectFiles(wrote);
  silencePrograms(started);
  syncBuiltinESMExports();
}

/** Loggers that want to be fast write to the files themselves, which all threads share. */
function redirectFiles(count: Count): void {
  const nowhere = fs.openSync(devNull, 'w');
  for (const name of ['write', 'writev', 'writeSync', 'writevSync'])
    replace(fs, name, (original) => redirected(original, nowhere, count));
  for (const [owner, suffixes] of [
    [fs, ['', 'Sync']],
    [fs.promises, ['']],
  ] as const) {
    for (const suffix of suffixes) {
      for (const name of ['writeFile', 'appendFile'])
        replace(owner, name + suffix, (original) => elsewhere(original, count));
      replace(owner, `open${suffix}`, (original) => elsewhere(original));
    }
  }
  for (const name of ['close', 'closeSync']) replace(fs, name, leavingOpen);
}

function replace(owner: object, name: string, by: (original: Writer) => Writer): void {
  const original = (owner as Owner)[name]!;
  Object.assign(owner, { [name]: Object.defineProperties(by(original), Object.getOwnPropertyDescriptors(original)) });
}

const paths: Readonly<Record<string, StandardStream>> = Object.fromEntries(
  (['stdout', 'stderr'] as const).flatMap((stream, i) =>
    [`/dev/${stream}`, `/dev/fd/${i + 1}`, `/proc/self/fd/${i + 1}`].map((path) => [path, stream]),
  ),
);

/** The stream that a file is, by its number or its path. */
function streamOf(file: unknown): StandardStream | undefined {
  if (typeof file === 'number') return file === 1 ? 'stdout' : file === 2 ? 'stderr' : undefined;
  return typeof file === 'string' || file instanceof URL
    ? paths[file instanceof URL ? file.pathname : file]
    : undefined;
}

/** What writes to a file that is open. */
function redirected(original: Writer, nowhere: number, count: Count): Writer {
  return (file, ...rest) => {
    const stream = streamOf(file);
    if (stream === undefined) return original(file, ...rest);
    const done = rest.at(-1);
    if (typeof done === 'function') rest[rest.length - 1] = countedFirst(done as Done, count, stream);
    const bytes = original(nowhere, ...rest);
    if (typeof bytes === 'number') count(stream, bytes);
    return bytes;
  };
}

/** What opens a file by itself, and perhaps writes to it what comes next. */
function elsewhere(original: Writer, count?: Count): Writer {
  return (file, ...rest) => {
    const stream = streamOf(file);
    if (stream === undefined) return original(file, ...rest);
    const [data] = rest;
    if (typeof data === 'string') count?.(stream, Buffer.byteLength(data));
    else if (ArrayBuffer.isView(data)) count?.(stream, data.byteLength);
    return original(devNull, ...rest);
  };
}

/** The streams are not the thread's to close. */
function leavingOpen(original: Writer): Writer {
  return (file, ...rest) => {
    if (streamOf(file) === undefined) return original(file, ...rest);
    if (typeof rest[0] === 'function') process.nextTick(rest[0], null);
    return undefined;
  };
}

type Done = (error: Error | null, bytes: number, data: unknown) => void;

function countedFirst(done: Done, count: Count, stream: StandardStream): Done {
  return (error, bytes, data) => {
    count(stream, bytes);
    done(error, bytes, data);
  };
}

/** A stream's `write` that writes nothing. */
function counting(stream: StandardStream, count: Count) {
  return (chunk: string | Uint8Array, encoding?: unknown, callback?: unknown): boolean => {
    count(stream, typeof chunk === 'string' ? Buffer.byteLength(chunk) : chunk.byteLength);
    const done = typeof encoding === 'function' ? encoding : callback;
    if (typeof done === 'function') queueMicrotask(done as () => void);
    return true;
  };
}
