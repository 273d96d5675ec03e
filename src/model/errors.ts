/**
 * Why a source has no place in the answer. `timeout` is an attempt's or a fetch's own, `rejected` a policy's refusal to ask at
 * all, `inference` a failed inference, `enough` a quorum that was reached without it, `deadline` the query's overall timeout,
 * `interrupted` a user's Ctrl-C.
 */
export const failureKinds = ['error', 'timeout', 'malformed', 'rejected', 'inference', 'enough', 'deadline', 'interrupted'] as const;
export type FailureKind = (typeof failureKinds)[number];

/** A failure of one source or of its inference. It becomes data in the answer and never ends a run. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly kind: FailureKind;
  /** How long the source asked to be left alone, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(kind: FailureKind, message: string, retryAfterMs?: number) {
    super(message);
    this.kind = kind;
    this.retryAfterMs = retryAfterMs;
  }

  /** What was thrown, as a failure: anything that is not one already is of kind `kind`. */
  static from(thrown: unknown, kind: FailureKind): Failure {
    if (thrown instanceof Failure) return thrown;
    return new Failure(kind, thrown instanceof Error ? thrown.message : String(thrown));
  }
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
