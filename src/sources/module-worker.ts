/** What runs on the threads of a source that is a function of one's own. `module.ts` calls one method at a time. */
import workerpool from 'workerpool';
import type { Arguments } from '../model/query.js';
import type { Json } from '../model/json.js';
import { functionOf, type UserFunction } from '../adapters/module/load-module.js';
import { messageOf } from '../adapters/safe-inspect.js';
import { guardThread, heard, userCodeCall, type Noted } from '../adapters/module/user-code-call.js';
import { NotJson, plainJson, tooLong } from '../adapters/module/plain-json.js';

/** A function that a file exports. */
export interface SourceModule {
  /** The file's path. */
  readonly file: string;
  readonly export: string;
  /** The most that the JSON of an answer may have. */
  readonly maxBytes: number;
}

/** What the function is asked, and how it is stopped. */
export interface Asked extends Arguments {
  readonly question: string;
  readonly index: number;
  readonly seed: number;
  readonly source: string;
  readonly attempt: number;
  /** What of the query the source is asked with. */
  readonly argument: string;
  /**
   * Two shared numbers: of the first, not 0 means that nobody wants the answer any more; the thread sets the second
   * once it has noticed.
   */
  readonly stop: Int32Array;
}

export type FetchReply =
  | { readonly payload: Json }
  | { readonly failed: { readonly kind: 'error' | 'malformed' | 'too-large'; readonly message: string } };

let own: UserFunction | undefined;
let most = Number.POSITIVE_INFINITY;

async function load({ file, export: name, maxBytes }: SourceModule): Promise<void> {
  most = maxBytes;
  own = await heard(functionOf(file, name));
}

async function fetch({ stop, ...query }: Asked): Promise<FetchReply> {
  const note = (noted: Noted): void => {
    workerpool.workerEmit(noted);
  };
  try {
    const payload = plainJson(await userCodeCall(stop, note, async ({ signal, log }) => own!(query, { signal, log })));
    const problem = tooLong(payload, most);
    return problem === undefined ? { payload } : { failed: { kind: 'too-large', message: `its module ${problem}` } };
  } catch (thrown) {
    if (thrown instanceof NotJson)
      return {
        failed: { kind: 'malformed', message: `its module returned what JSON cannot carry: ${thrown.message}` },
      };
    return { failed: { kind: 'error', message: messageOf(thrown) } };
  }
}

workerpool.worker({ load, fetch });
guardThread();
