import type { Inference, Job, JobObserver, Timer } from '../model/ports.js';
import type { Fate } from './workers/worker-faults.js';

/** When a run is done, or meets its outcome, if the same runs go on. */
export interface Planned {
  readonly run: Run;
  readonly atMs: number;
  timer: Timer | undefined;
}

/** A job and where it stands. */
export interface Run {
  readonly job: Job;
  /** Drawn when a worker takes it. */
  fate: Fate;
  readonly observer: JobObserver;
  readonly resolve: (inference: Inference) => void;
  readonly reject: (reason: Error) => void;
  listener: { stop(): void } | undefined;
  /** `stuck`: on its core, and nothing but the end of its worker gets it off. `over`: off its core, or never on one. */
  state: 'queued' | 'running' | 'stuck' | 'over';
  /** The worker's number. */
  lane: number;
  startMs: number;
  /** The shared counter of progress at which it is done, or meets its outcome. */
  doneAt: number;
  /** The shared counter of time on a core when it began. */
  begunOnCpu: number;
}

type LostRun = Run & { readonly fate: { readonly faultOutcome: { readonly kind: 'crash' | 'out-of-memory' } } };

/** Whether the run has cost its worker. */
export function isLost(run: Run): run is LostRun {
  const faultOutcome = run.fate.faultOutcome?.kind;
  return faultOutcome === 'crash' || faultOutcome === 'out-of-memory';
}
