/**
 * Why a source has no place in the answer. `timeout` is an attempt's or a fetch's own, `rejected` a policy's refusal to
 * ask at all, `inference` a failed inference, `enough` a quorum that was reached without it, `deadline` the query's
 * overall timeout, `interrupted` a user's Ctrl-C. Of what lies outside: `status` is an HTTP status that says no,
 * `rate-limited` the one that says not now, `redirect` a redirect that is not followed, `dns`, `refused`, `tls` and
 * `reset` a connection that cannot be made or that breaks, `truncated` an answer that ends too early, `too-large` one
 * that does not end in time, `exited` a program or a module that ended instead of answering.
 */
export const failureKinds = [
  'error',
  'timeout',
  'malformed',
  'status',
  'rate-limited',
  'redirect',
  'dns',
  'refused',
  'tls',
  'reset',
  'truncated',
  'too-large',
  'exited',
  'rejected',
  'inference',
  'enough',
  'deadline',
  'interrupted',
] as const;
export type FailureKind = (typeof failureKinds)[number];

/** Details of a failure beside its kind and message. */
export interface FailureDetails {
  /** How long the source asked to be left alone, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** The HTTP status. */
  readonly status?: number | undefined;
}

/** A failure of one source or of its inference. It becomes data in the answer and never ends a run. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly kind: FailureKind;
  /** How long the source asked to be left alone, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** The HTTP status that it came with. */
  readonly status: number | undefined;

  constructor(kind: FailureKind, message: string, { retryAfterMs, status }: FailureDetails = {}) {
    super(message);
    this.kind = kind;
    this.retryAfterMs = retryAfterMs;
    this.status = status;
  }

  /** Anything thrown as a failure: itself if it is one, or else of kind `kind`. */
  static from(thrown: unknown, kind: FailureKind): Failure {
    if (thrown instanceof Failure) return thrown;
    return new Failure(kind, thrown instanceof Error ? thrown.message : String(thrown));
  }
}

/** The reason of an abort, with `more` behind its message where it is that time was over. */
export function reasonWith(more: string, reason: Error): Error {
  const late = reason instanceof Failure && (reason.kind === 'timeout' || reason.kind === 'deadline');
  return late ? new Failure(reason.kind, `${reason.message}; ${more}`, reason) : reason;
}

/** Wrong flags, a wrong file, a wrong scenario: shown in one line that names the remedy, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Virtual time cannot go on: nothing is scheduled and the program has not finished. A defect of ours. */
export class DeadlockError extends Error {
  override readonly name = 'DeadlockError';

  constructor(openSpans: readonly string[]) {
    super(`virtual time stands still with nothing left to happen; open spans: ${openSpans.join(', ') || 'none'}`);
  }
}
