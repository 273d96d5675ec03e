import { Failure } from '../model/errors.js';
import type { Clock, Timer } from '../model/ports.js';
import type { Scope } from '../model/scope.js';

/** How long a cancelled call may take to settle before its thread is ended, in milliseconds. */
const defaultGraceMs = 50;

/** Waits for a call on a thread that nobody wants any more. */
export interface GracePeriod {
  /** Resolves if the call has not settled a grace after its scope was aborted. */
  readonly exhausted: Promise<undefined>;
  /** To be called when the call has settled. */
  end(): void;
}

/** Raises the first of the numbers that a call shares with its thread when the scope is aborted, and waits a grace. */
export function gracePeriodFor(scope: Scope, stop: Int32Array, clock: Clock, graceMs = defaultGraceMs): GracePeriod {
  let timer: Timer | undefined;
  let listener: { stop(): void } | undefined;
  const exhausted = new Promise<undefined>((resolve) => {
    listener = scope.onAbort(() => {
      Atomics.store(stop, 0, 1);
      Atomics.notify(stop, 0);
      timer = clock.after(graceMs, () => {
        resolve(undefined);
      });
    });
  });
  return {
    exhausted,
    end() {
      listener?.stop();
      timer?.cancel();
    },
  };
}

/**
 * What to say of a call of one's own whose thread had to be ended: the second number that it shares says whether it
 * knew. `what` is what it called, as in `module`.
 */
export function unheeded(stop: Int32Array, what: string): string {
  return `the ${what} ${Atomics.load(stop, 1) === 0 ? 'never yielded' : 'went on after its signal was aborted'}; its thread was ended`;
}

/** The reason of the abort; one that came of time that was over tells more. */
export function reasonWith(more: string, reason: Error): Error {
  const late = reason instanceof Failure && (reason.kind === 'timeout' || reason.kind === 'deadline');
  return late ? new Failure(reason.kind, `${reason.message}; ${more}`, reason) : reason;
}
