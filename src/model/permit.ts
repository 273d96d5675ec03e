import type { Semaphore } from '../lib/semaphore.js';
import { Failure } from './errors.js';
import type { CallContext } from './ports.js';
import type { Scope } from './scope.js';

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
