import { parentPort } from 'node:worker_threads';
import type { CancelFlag } from '../../lib/cancel-flag.js';
import { counted } from '../../lib/text.js';
import { countOutput, type StandardStream } from './count-output.js';
import { safeInspect, messageOf } from '../safe-inspect.js';

/** What user code is called with beside its input. */
export interface CallTools {
  /** Aborted once the call is cancelled. */
  readonly signal: AbortSignal;
  /** Notes a line of text, which is shown in the trace. */
  readonly log: (text: unknown) => void;
  /** Whether the call is cancelled, for work that does not yield. */
  readonly stopped: () => boolean;
}

/** Sent as an event: something to be noted in the trace, safe to print. */
export interface Noted {
  readonly type: 'noted';
  readonly noted: string;
}

/** Max lines noted of one call, and max characters of each. */
const maxNotes = 20;
const maxNoteLength = 200;

const streams: Readonly<Record<StandardStream, string>> = { stdout: 'standard output', stderr: 'standard error' };
const written: Record<StandardStream, number> = { stdout: 0, stderr: 0 };
/** Programs that were started to write there too. */
let programs = 0;
/** Called with errors that nothing caught; undefined between two calls. */
let onUncaught: ((thrown: unknown) => void) | undefined;
/** The message of one that came between two calls. */
let missed: string | undefined;

/**
 * On a thread, once it has registered its methods and before user code is loaded: what they write is counted
 * and not shown, and an error that nothing catches does not end the thread.
 */
export function guardThread(): void {
  countOutput({
    wrote: (stream, bytes) => {
      written[stream] += bytes;
    },
    started: () => {
      programs++;
    },
  });
  // workerpool has it already, and understands only its own messages
  if (parentPort !== null) parentPort.postMessage = () => {};
  process.removeAllListeners('warning'); // Node would write them past the streams
  const uncaught = (thrown: unknown): void => {
    if (onUncaught === undefined) missed = messageOf(thrown);
    else onUncaught(thrown);
  };
  process.on('uncaughtException', uncaught);
  process.on('unhandledRejection', uncaught);
}

/** The promise, or the first error meanwhile that nothing else caught. */
export async function orUncaught<T>(promise: Promise<T>): Promise<T> {
  const uncaught = new Promise<never>((_resolve, reject) => {
    onUncaught = (thrown) => {
      reject(new Error(`an error that nothing caught: ${messageOf(thrown)}`));
    };
  });
  try {
    return await Promise.race([promise, uncaught]);
  } finally {
    onUncaught = undefined;
  }
}

/**
 * On a guarded thread: calls user code, and settles as it does, or with an error that nothing
 * caught. Its signal is aborted when the flag is raised. Notes what the function logs, and that it wrote.
 */
export async function userCodeCall<T>(
  flag: CancelFlag,
  note: (noted: Noted) => void,
  call: (tools: CallTools) => Promise<T>,
): Promise<T> {
  let notes = 0;
  let over = false;
  const log = (text: unknown): void => {
    if (over || ++notes > maxNotes + 1) return;
    note({
      type: 'noted',
      noted:
        notes > maxNotes
          ? `logged more than ${maxNotes} lines, of which the rest is left out`
          : safeInspect(text, maxNoteLength),
    });
  };
  try {
    return await orUncaught(call({ signal: flag.signal(), log, stopped: () => flag.raised }));
  } finally {
    over = true;
    flag.release();
    for (const noted of leftNotes()) note({ type: 'noted', noted });
  }
}

/** What has happened on the thread since it was last asked, and was not told yet. */
function leftNotes(): string[] {
  const notes = (['stdout', 'stderr'] as const)
    .filter((name) => written[name] > 0)
    .map((name) => `wrote ${written[name].toLocaleString('en-US')} bytes to ${streams[name]}, which are not shown`);
  if (programs > 0) notes.push(`started ${counted(programs, 'program')} on its standard output, which is not shown`);
  if (missed !== undefined) notes.push(`between two calls there was an error that nothing caught: ${missed}`);
  Object.assign(written, { stdout: 0, stderr: 0 });
  programs = 0;
  missed = undefined;
  return notes;
}
