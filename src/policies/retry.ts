import { random } from '../lib/random.js';
import { Failure, type FailureKind } from '../model/errors.js';
import type { FetchContext, Policy } from '../model/ports.js';
import { sleep } from '../model/sleep.js';

export interface RetryOptions {
  /** Extra tries after the first. */
  readonly attempts: number;
  /** The longest pause before the first extra try, in milliseconds; it doubles with each. */
  readonly baseMs: number;
  /** The pause never grows beyond this, in milliseconds. */
  readonly capMs: number;
}

/** What another try may mend. A malformed payload comes back malformed, a deadline stays passed. */
const transient: ReadonlySet<FailureKind> = new Set(['error', 'timeout']);

/**
 * Tries again what failed for a passing reason, after an exponential back-off with full jitter:
 * a pause drawn evenly from [0, min(cap, base · 2^(n−1))), as in Marc Brooker, "Exponential Backoff and Jitter",
 * AWS Architecture Blog, 2015.
 */
export function retry(options: RetryOptions): Policy {
  return (next) => async (query, context) => {
    for (let tries = 1; ; tries++) {
      // Counted over the whole fetch, so that every attempt meets its own luck where one retry stands within another.
      const attempt = context.tally.attempts + 1;
      try {
        return await next(query, { ...context, attempt });
      } catch (thrown) {
        const failure = Failure.from(thrown, 'error');
        if (tries > options.attempts || !transient.has(failure.kind)) throw failure;
        const longestMs = Math.min(options.capMs, options.baseMs * 2 ** (tries - 1));
        await pause(longestMs * random(query.seed, 'backoff', query.index, context.source, attempt)(), context);
      }
    }
  };
}

async function pause(ms: number, context: FetchContext): Promise<void> {
  const span = context.tracer.begin('backoff', context.source, context.span);
  try {
    await sleep(context.clock, ms, context.scope);
    context.tracer.end(span, 'ok');
  } catch (thrown) {
    const failure = Failure.from(thrown, 'error');
    context.tracer.end(span, failure.kind);
    throw failure;
  }
}
