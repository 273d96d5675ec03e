import { formatDuration } from '../lib/duration.js';
import { Failure } from '../model/errors.js';
import type { Json } from '../model/json.js';
import type { Policy } from '../model/ports.js';

/**
 * Makes each try of a fetch a span and a scope of its own, and ends it with a failure of kind `timeout` when it takes
 * `timeoutMs` or longer. Numbers it too, here and not where a policy decides on it, so that copies of a hedge that
 * waited for a rate limit and retries within retries each draw from a random stream of their own. Not an async
 * function: there is one of these for every fetch in flight, and its frame would be a good part of what a fetch holds
 * in memory.
 */
export function attempt(timeoutMs: number): Policy {
  return (next) => (query, context) => {
    const { clock, tracer, source, tally } = context;
    const number = ++tally.attempts;
    const scope = context.scope.child();
    const span = tracer.begin('attempt', source, context.span);
    const timer = clock.after(timeoutMs, () => {
      scope.abort(new Failure('timeout', `no answer within ${formatDuration(timeoutMs)}`));
    });
    const settle = (outcome: 'ok' | Failure['kind']): void => {
      timer.cancel();
      scope.close();
      tracer.end(span, outcome);
    };
    const succeeded = (payload: Json): Json => {
      settle('ok');
      return payload;
    };
    const failed = (thrown: unknown): never => {
      const failure = Failure.from(thrown, 'error');
      settle(failure.kind);
      throw failure;
    };
    return next(query, { ...context, scope, span, attempt: number }).then(succeeded, failed);
  };
}
