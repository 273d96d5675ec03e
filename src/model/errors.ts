/**
 * Why a source has no place in the answer. `deadline` is the query's overall timeout, `interrupted` a user's Ctrl-C;
 * `timeout` is one attempt's own.
 */
export const failureKinds = ['error', 'timeout', 'malformed', 'inference', 'deadline', 'interrupted'] as const;
export type FailureKind = (typeof failureKinds)[number];

/** A failure of one source or of its inference. It becomes data in the answer and never ends a run. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly kind: FailureKind;

  constructor(kind: FailureKind, message: string) {
    super(message);
    this.kind = kind;
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
