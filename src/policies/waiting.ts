import { Failure } from '../model/errors.js';
import type { CallContext } from '../model/ports.js';

/** Waits for a policy's leave within a span, so that the trace shows what the policy cost. */
export async function waiting(context: CallContext, wait: () => Promise<void>): Promise<void> {
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
