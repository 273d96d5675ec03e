import type { Semaphore } from '../lib/semaphore.js';
import { Failure } from './errors.js';
import type { CallContext } from './ports.js';
import type { Scope } from './scope.js';

/** Waits for leave to go on within a span, so that the trace shows what a limit cost. */
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

/** A permit when there is one, or the scope's reason once it is aborted: who waits leaves the queue at once. */
export function permit(permits: Semaphore, scope: Scope): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = permits.acquire(() => {
      listener.stop();
      resolve();
    });
    const listener = scope.onAbort((reason) => {
      leave();
      reject(reason);
    });
  });
}
