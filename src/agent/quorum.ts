import { counted } from '../lib/text.js';
import { Failure } from '../model/errors.js';
import type { Clock, Timer } from '../model/ports.js';
import type { Scope } from '../model/scope.js';

/** When an answer is good enough to stop waiting for the rest. */
export interface Quorum {
  /** How many sources are enough. */
  readonly count: number;
  /** Sources that must be among them. */
  readonly sources: readonly string[];
  /** How long the others may still come in once there is enough, in milliseconds. */
  readonly graceMs: number;
}

/** Aborts the scope of a query once enough of its sources have answered. */
export class QuorumWatch {
  readonly #quorum: Quorum;
  readonly #clock: Clock;
  readonly #scope: Scope;
  readonly #answered = new Set<string>();
  #grace: Timer | undefined;

  constructor(quorum: Quorum, clock: Clock, scope: Scope) {
    this.#quorum = quorum;
    this.#clock = clock;
    this.#scope = scope;
  }

  answered(source: string): void {
    const { count, sources, graceMs } = this.#quorum;
    this.#answered.add(source);
    if (this.#grace !== undefined || this.#answered.size < count || !sources.every((name) => this.#answered.has(name)))
      return;
    this.#grace = this.#clock.after(graceMs, () => {
      this.#scope.abort(
        new Failure('enough', `${counted(this.#answered.size, 'source')} had answered, which is enough`),
      );
    });
  }

  stop(): void {
    this.#grace?.cancel();
  }
}
