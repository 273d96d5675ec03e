import { formatDuration } from '../lib/duration.js';
import { Failure } from '../model/errors.js';
import type { Policy } from '../model/ports.js';

/** Ends what it wraps with a failure of kind `timeout` when it takes `ms` or longer. */
export function timeout(ms: number): Policy {
  return (next) => async (query, context) => {
    const scope = context.scope.child();
    const cancel = context.clock.after(ms, () => {
      scope.abort(new Failure('timeout', `no answer within ${formatDuration(ms)}`));
    });
    try {
      return await next(query, { ...context, scope });
    } finally {
      cancel();
      scope.close();
    }
  };
}
