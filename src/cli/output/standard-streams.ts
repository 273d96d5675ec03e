import { fstatSync, writeSync } from 'node:fs';

/** What became of standard output. */
export interface OutputWatch {
  /**
   * Waits until all is written that was printed; gives the first error, undefined if all arrived or the reader had read
   * enough.
   */
  ended(): Promise<NodeJS.ErrnoException | undefined>;
}

/**
 * Keeps trouble with the standard streams from ending a run before its report is saved. A reader that has gone away, as
 * in `agent-bench run | head`, is no error; any other error of standard output is kept for the end; those of standard
 * error can be told nobody.
 */
export function watchOutput(): OutputWatch {
  let failure: NodeJS.ErrnoException | undefined;
  const note = (error: NodeJS.ErrnoException | null | undefined): void => {
    if (error && error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') failure ??= error;
  };
  process.stdout.on('error', note);
  process.stderr.on('error', () => {});
  if (fstatSync(process.stdout.fd).isFile()) writeWholly(process.stdout);
  return {
    async ended() {
      await new Promise<void>((resolve) => {
        process.stdout.write('', (error) => {
          note(error);
          resolve();
        });
      });
      return failure;
    },
  };
}

/** Where a disk fills up in the middle of a text, Node by itself takes the part that was written for all of it. */
function writeWholly(stream: typeof process.stdout): void {
  // oxlint-disable-next-line no-underscore-dangle
  stream._write = (chunk: Buffer, _encoding, done) => {
    try {
      for (let from = 0; from < chunk.length;) from += writeSync(stream.fd, chunk, from);
    } catch (error) {
      done(error as Error);
      return;
    }
    done();
  };
}
