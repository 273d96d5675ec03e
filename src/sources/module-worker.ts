/** The script of a module source's threads. `module.ts` calls one method at a time. */
import workerpool from 'workerpool';
import type { Arguments } from '../model/query.js';
import { CancelFlag } from '../lib/cancel-flag.js';
import type { Json } from '../model/json.js';
import { functionOf, type UserFunction } from '../adapters/module/load-module.js';
import { messageOf } from '../adapters/safe-inspect.js';
import type { Cancellable } from '../adapters/module/thread-call.js';
import { guardThread, orUncaught, userCodeCall, type Noted } from '../adapters/module/user-code-call.js';
import { NotJson, plainJson, tooLong } from '../adapters/module/plain-json.js';

/** A function that a file exports. */
export interface SourceModule {
  /** The file's path. */
  readonly file: string;
  readonly export: string;
  /** The most that the JSON of an answer may have. */
  readonly maxBytes: number;
}

/** What the function is asked. */
export interface Asked extends Arguments {
  readonly question: string;
  readonly index: number;
  readonly seed: number;
  readonly source: string;
  readonly attempt: number;
  /** What of the query the source is asked with. */
  readonly argument: string;
}

export type FetchReply =
  | { readonly type: 'fetched'; readonly payload: Json }
  | { readonly type: 'failed'; readonly kind: 'error' | 'malformed' | 'too-large'; readonly message: string };

let own: UserFunction | undefined;
let most = Number.POSITIVE_INFINITY;

async function load({ file, export: name, maxBytes }: SourceModule): Promise<void> {
  most = maxBytes;
  own = await orUncaught(functionOf(file, name));
}

async function fetch({ cancel, ...query }: Asked & Cancellable): Promise<FetchReply> {
  const note = (noted: Noted): void => {
    workerpool.workerEmit(noted);
  };
  try {
    const flag = new CancelFlag(cancel);
    const payload = plainJson(await userCodeCall(flag, note, async ({ signal, log }) => own!(query, { signal, log })));
    const problem = tooLong(payload, most);
    if (problem !== undefined) return { type: 'failed', kind: 'too-large', message: `its module ${problem}` };
    return { type: 'fetched', payload };
  } catch (thrown) {
    if (!(thrown instanceof NotJson)) return { type: 'failed', kind: 'error', message: messageOf(thrown) };
    const message = `its module returned what JSON cannot carry: ${thrown.message}`;
    return { type: 'failed', kind: 'malformed', message };
  }
}

workerpool.worker({ load, fetch });
guardThread();
