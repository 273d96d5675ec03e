/**
 * Processor-shared cores: of k running jobs on m cores each is on a core for a share min(1, m/k) of the time.
 * A core works at full rate with one core busy, at 1/contention with all busy, and linearly between.
 *
 * All running jobs progress alike, so one counter of work done since the beginning serves them all: a job is done when
 * the counter has grown by its cost.
 */
export class ProcessorSharing {
  /** Jobs that run. */
  count = 0;
  /** CPU milliseconds of work that a job would have got that had run all the time. */
  progress = 0;
  /** Milliseconds that such a job would have been on a core. */
  onCpu = 0;
  /** Up to when the counters count, in milliseconds on the world's clock. */
  atMs = 0;
  readonly #cores: number;
  readonly #contention: number;

  constructor(cores: number, contention: number) {
    this.#cores = cores;
    this.#contention = contention;
  }

  /** Advances the counters to an instant. */
  advanceTo(ms: number): void {
    const share = this.#share();
    this.onCpu += (ms - this.atMs) * share;
    this.progress += (ms - this.atMs) * share * this.#rate();
    this.atMs = ms;
  }

  /** Milliseconds until the counter of progress will have reached a value, if the same jobs go on running. */
  msUntil(progress: number): number {
    return Math.max(0, progress - this.progress) / (this.#share() * this.#rate());
  }

  #share(): number {
    return Math.min(1, this.#cores / Math.max(1, this.count));
  }

  /** How fast a core works at present, relative to one core busy. */
  #rate(): number {
    const busy = Math.min(this.count, this.#cores);
    return busy <= 1 ? 1 : 1 - ((1 - 1 / this.#contention) * (busy - 1)) / (this.#cores - 1);
  }
}
