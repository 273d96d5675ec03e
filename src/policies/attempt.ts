import { formatDuration } from '../lib/duration.js';
import { Failure } from '../model/errors.js';
import type { Json } from '../model/json.js';
import type { Policy } from '../model/ports.js';

/**
 * Makes each try of a fetch a span and a scope of its own, counts it, and ends it with a failure of kind `timeout`
 * when it takes `timeoutMs` or longer. Not an async function: there is one of these for every fetch in flight,
 * and its frame would be a good part of what a fetch holds in memory.
 */
export function attempt(timeoutMs: number): Policy {
  return (next) => (query, context) => {
    const { clock, tracer, source, tally } = context;
    tally.attempts++;
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
    return next(query, { ...context, scope, span }).then(succeeded, failed);
  };
}
