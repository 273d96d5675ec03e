import type { Failure, FailureKind } from '../model/errors.js';

/** Of these the next try may meet none. */
const retryableKinds: ReadonlySet<FailureKind> = new Set([
  'error',
  'timeout',
  'rate-limited',
  'dns',
  'refused',
  'reset',
  'truncated',
  'exited',
  'inference',
]);

/**
 * What another try may mend after a pause; of an inference, a worker that was lost. A malformed payload comes back
 * malformed, a deadline stays passed, and a refusal stands unless it says until when. Of statuses those pass that are
 * the server's own trouble, and the two that RFC 9110 and RFC 8470 mean for another try: 408 and 425.
 */
export function retryable({ kind, status = 0, retryAfterMs }: Failure): boolean {
  if (kind === 'status') return status >= 500 || status === 408 || status === 425;
  return retryableKinds.has(kind) || (kind === 'rejected' && retryAfterMs !== undefined);
}

/** What another try may mend at once: the same, unless the source asked to be left alone. */
export function retryableAtOnce(failure: Failure): boolean {
  return retryable(failure) && failure.retryAfterMs === undefined;
}
