import type { Clock } from './ports.js';
import type { Scope } from './scope.js';

/** Resolves after `ms` on the clock, or rejects with the scope's reason as soon as the scope is aborted. */
export function sleep(clock: Clock, ms: number, scope: Scope): Promise<void> {
  if (scope.reason !== undefined) return Promise.reject(scope.reason);
  if (ms <= 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const timer = clock.after(ms, () => {
      listener.stop();
      resolve();
    });
    const listener = scope.onAbort((reason) => {
      timer.cancel();
      reject(reason);
    });
  });
}

/** Never resolves; rejects with the scope's reason when the scope is aborted. */
export function hang(scope: Scope): Promise<never> {
  return new Promise((_resolve, reject) => {
    scope.onAbort(reject);
  });
}
