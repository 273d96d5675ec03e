import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { devNull } from 'node:os';

export type StandardStream = 'stdout' | 'stderr';

type Hear = (stream: StandardStream, bytes: number) => void;
type Writer = (file: number, ...rest: unknown[]) => unknown;

/** On a thread: from now on nothing that is written there to standard output and standard error gets there, and how much it was is heard. */
export function countOutput(hear: Hear): void {
  process.stdout.write = counting('stdout', hear);
  process.stderr.write = counting('stderr', hear);
  // Loggers that want to be fast write to the files themselves, which all threads share.
  const nowhere = fs.openSync(devNull, 'w');
  for (const name of ['write', 'writev', 'writeSync', 'writevSync'] as const) {
    const original = fs[name] as Writer;
    const redirected: Writer = (file, ...rest) => {
      const stream = file === 1 ? 'stdout' : file === 2 ? 'stderr' : undefined;
      if (stream === undefined) return original(file, ...rest);
      const done = rest.at(-1);
      if (typeof done === 'function') rest[rest.length - 1] = heardFirst(done as Done, hear, stream);
      const bytes = original(nowhere, ...rest);
      if (typeof bytes === 'number') hear(stream, bytes);
      return bytes;
    };
    Object.assign(fs, { [name]: Object.defineProperties(redirected, Object.getOwnPropertyDescriptors(original)) });
  }
  syncBuiltinESMExports();
}

type Done = (error: Error | null, bytes: number, data: unknown) => void;

function heardFirst(done: Done, hear: Hear, stream: StandardStream): Done {
  return (error, bytes, data) => {
    hear(stream, bytes);
    done(error, bytes, data);
  };
}

/** A stream's `write` that writes nothing. */
function counting(stream: StandardStream, hear: Hear) {
  return (chunk: string | Uint8Array, encoding?: unknown, callback?: unknown): boolean => {
    hear(stream, typeof chunk === 'string' ? Buffer.byteLength(chunk) : chunk.byteLength);
    const done = typeof encoding === 'function' ? encoding : callback;
    if (typeof done === 'function') queueMicrotask(done as () => void);
    return true;
  };
}
