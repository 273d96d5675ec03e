import type { Semaphore } from '../lib/semaphore.js';
import { Failure } from './errors.js';
import type { CallContext, Clock } from './ports.js';
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

/** Waits within a `limit` span, so that the trace shows the cost of the limit. */
export async function inLimitSpan(context: CallContext, wait: () => Promise<void>): Promise<void> {
  const span = context.tracer.begin('limit', context.source, context.span);
  try {
    await wait();
    context.tracer.end(span, 'ok');
  } catch (thrown) {
    const failure = Failure.from(thrown, 'error');
    context.tracer.end(span, failure.kind);
    throw failure;
  }
}

/**
 * A permit once there is one, the smallest key first. Rejects with the scope's reason once the scope is aborted, and
 * leaves the queue.
 */
export function permit(permits: Semaphore, scope: Scope, key = 0): Promise<void> {
  if (scope.reason !== undefined) return Promise.reject(scope.reason);
  if (permits.take()) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const granted = (): void => {
      listener.stop();
      resolve();
    };
    const leave = permits.acquire(granted, key);
    const listener = scope.onAbort((reason) => {
      leave();
      reject(reason);
    });
  });
}
