import { CancelFlag } from '../../lib/cancel-flag.js';
import type { Clock, Timer } from '../../model/ports.js';
import type { Scope } from '../../model/scope.js';
import { endGroup, watchGroup } from '../process/process-group.js';
import type { Thread } from './thread.js';

/** How long a cancelled call may take to settle before its thread is ended, in milliseconds. */
const defaultGraceMs = 50;

export interface ThreadCallOptions {
  /** Aborting it cancels the call. */
  readonly scope: Scope;
  readonly clock: Clock;
  /** How long the call may take to settle once it is cancelled, in milliseconds; then its thread is ended. */
  readonly graceMs?: number | undefined;
  /** Called with the events of the call. */
  readonly onEvent: (event: unknown) => void;
}

/** How a call on a thread ended. */
export type ThreadCallOutcome<R> =
  | { readonly type: 'replied'; readonly reply: R }
  /** The method has thrown, or its thread is lost (`Lost`). */
  | { readonly type: 'failed'; readonly error: Error }
  /**
   * The thread was ended, as the grace period was over; `noticed` says whether the call's signal was aborted before.
   */
  | { readonly type: 'ended'; readonly noticed: boolean };

/** What a method of a thread's script is called with, beside its own parameters. */
export interface Cancellable {
  /** The memory of the call's `CancelFlag`. */
  readonly cancel: SharedArrayBuffer;
}

/**
 * Calls a method on an idle thread, with a grace period once the scope is aborted. Never rejects; when it settles,
 * nothing of the call runs any more, neither on the thread nor in a process that the call has started.
 */
export async function callOnThread<R>(
  thread: Thread,
  method: string,
  parameters: object,
  { scope, clock, graceMs = defaultGraceMs, onEvent }: ThreadCallOptions,
): Promise<ThreadCallOutcome<R>> {
  const flag = new CancelFlag();
  const replied = thread.call<R>(method, { ...parameters, cancel: flag.shared } satisfies Cancellable, onEvent).then(
    (reply) => ({ type: 'replied', reply }) as const,
    (error: Error) => ({ type: 'failed', error }) as const,
  );
  const group = (): number => flag.processGroup;
  const unwatch = watchGroup(group);
  let timer: Timer | undefined;
  let listener: { stop(): void } | undefined;
  const graceIsOver = new Promise<undefined>((resolve) => {
    listener = scope.onAbort(() => {
      flag.raise();
      timer = clock.after(graceMs, () => {
        resolve(undefined);
      });
    });
  });
  const outcome = await Promise.race([replied, graceIsOver]);
  listener?.stop();
  timer?.cancel();
  unwatch();
  if (outcome?.type === 'replied') return outcome;
  if (outcome === undefined) void thread.end();
  await thread.gone;
  endGroup(group()); // which the thread had no time to do
  return outcome ?? { type: 'ended', noticed: flag.noticed };
}

/** What to say of a call of user code whose thread was ended. `what` names the code, as in `module`. */
export function endedWords(what: string, { noticed }: { readonly noticed: boolean }): string {
  return `the ${what} ${noticed ? 'went on after its signal was aborted' : 'never yielded'}; its thread was ended`;
}
