import type { Failure, FailureKind } from '../model/errors.js';

/** Kinds of failures that are transient: another try may succeed. */
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
 * Whether another try after a pause may succeed; of an inference, where its worker was lost. Malformed payloads,
 * deadlines and refusals that do not say until when are permanent. Of HTTP statuses those of server errors are
 * transient, and 408 and 425, which RFC 9110 and RFC 8470 define as such.
 */
export function retryable({ kind, status = 0, retryAfterMs }: Failure): boolean {
  if (kind === 'status') return status >= 500 || status === 408 || status === 425;
  return retryableKinds.has(kind) || (kind === 'rejected' && retryAfterMs !== undefined);
}

/** Whether another try may succeed at once: as above, unless the source asked for a pause. */
export function retryableAtOnce(failure: Failure): boolean {
  return retryable(failure) && failure.retryAfterMs === undefined;
}
