import { Failure } from '../model/errors.js';
import type { Policy } from '../model/ports.js';

/** Makes each try of a fetch a span of its own and counts it. */
export const attempt: Policy = (next) => async (query, context) => {
  context.tally.attempts++;
  const span = context.tracer.begin('attempt', context.source, context.span);
  try {
    const payload = await next(query, { ...context, span });
    context.tracer.end(span, 'ok');
    return payload;
  } catch (thrown) {
    const failure = Failure.from(thrown, 'error');
    context.tracer.end(span, failure.kind);
    throw failure;
  }
};
