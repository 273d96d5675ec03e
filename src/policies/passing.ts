import type { Failure } from '../model/errors.js';

/**
 * What another try may mend after a pause; of an inference, a worker that was lost. A malformed payload comes back malformed,
 * a deadline stays passed, and a refusal stands unless it says until when.
 */
export function passing({ kind, retryAfterMs }: Failure): boolean {
  return kind === 'error' || kind === 'timeout' || kind === 'inference' || (kind === 'rejected' && retryAfterMs !== undefined);
}

/** What another try may mend at once: the same, unless the source asked to be left alone. */
export function passingAtOnce(failure: Failure): boolean {
  return passing(failure) && failure.retryAfterMs === undefined;
}
