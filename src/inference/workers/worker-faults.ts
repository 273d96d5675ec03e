import { factorOf, shareOf } from '../../lib/argument.js';
import { random } from '../../lib/random.js';
import type { Job } from '../../model/ports.js';

/** How a worker is lost in the middle of a job: it ends, its heap is exhausted, or it never yields again. */
export type WorkerFaultOutcome = 'crash' | 'out-of-memory' | 'stuck';

/** What the faults do to one job. Drawn before it begins, so that threads and simulated cores agree. */
export interface WorkerFaultEffect {
  /** Multiplies the cost of the job. */
  readonly factor: number;
  /** How the worker is lost, once this share of the job's work is done, from 0 to below 1. */
  readonly faultOutcome: { readonly kind: WorkerFaultOutcome; readonly share: number } | undefined;
}

/** A way for a worker to fail. Its argument follows a colon, as in `crash:0.5`. */
export interface WorkerFaultKind {
  readonly summary: string;
  /** How the argument is written, for help and errors; in brackets where it may be left out. */
  readonly argument: string;
  /** What an argument may be, for errors. */
  readonly remedy: string;
  /** The effect on a job within its window, or undefined if the argument is wrong. */
  readonly effect: (argument: string) => WorkerFaultEffect | undefined;
}

/**
 * Every kind of worker fault. A new one is a line here; one that loses the worker also says how in `inflict` of
 * `worker.ts`.
 */
export const workerFaultKinds = {
  crash: faultOutcome('crash', 'the worker ends in the middle of its work, by default after half of it'),
  'out-of-memory': faultOutcome('out-of-memory', 'the worker fills its heap until it is ended'),
  stuck: faultOutcome('stuck', 'the worker does not yield, and is ended once nobody wants its result'),
  'slow-core': {
    summary: 'the job takes so many times its cost',
    argument: 'FACTORx',
    remedy: 'as in slow-core:2x (a factor from 1 to 1000)',
    effect(argument) {
      const factor = factorOf(argument);
      return factor === undefined ? undefined : { factor, faultOutcome: undefined };
    },
  },
} as const satisfies Record<string, WorkerFaultKind>;

export type WorkerFaultName = keyof typeof workerFaultKinds;

/** A worker fault as a scenario states it, checked. */
export interface WorkerFault {
  readonly kind: WorkerFaultName;
  readonly argument: string;
  /**
   * The window: a job that a worker takes at `from` or later and before `until` meets it. Milliseconds since the run
   * began.
   */
  readonly from?: number | undefined;
  readonly until?: number | undefined;
  /** The probability that a job within the window meets it; 1 where left out. */
  readonly rate?: number | undefined;
}

const defaultShare = 0.5;

function faultOutcome(kind: WorkerFaultOutcome, summary: string): WorkerFaultKind {
  return {
    summary,
    argument: '[SHARE]',
    remedy: `as in ${kind} or ${kind}:0.2, the share of the work that is done before (from 0 to below 1)`,
    effect(argument) {
      const share = argument === '' ? defaultShare : shareOf(argument);
      return share === undefined || share === 1 ? undefined : { factor: 1, faultOutcome: { kind, share } };
    },
  };
}

/** Whether a fault makes jobs depend on those of earlier queries: by its window, or as a lost worker starts again. */
export function affectsLaterJobs({ kind, from = 0, until = Infinity }: WorkerFault): boolean {
  return kind !== 'slow-core' || from > 0 || until < Infinity;
}

/** The effect of no fault. */
export const noEffect: WorkerFaultEffect = { factor: 1, faultOutcome: undefined };

/**
 * What the faults do to this job, which a worker takes now: factors multiply, and of two outcomes the earlier one
 * happens. `nowMs` is on the world's clock.
 */
export function drawEffect(
  faults: readonly WorkerFault[],
  { source, randomKey = { seed: 0, index: 0, attempt: 1 }, began }: Job,
  nowMs = 0,
): WorkerFaultEffect {
  let effect = noEffect;
  if (faults.length === 0) return effect;
  const { seed, index, attempt } = randomKey;
  const runMs = nowMs - (began?.runMs ?? 0);
  for (const [number, { kind, argument, from = 0, until = Infinity, rate = 1 }] of faults.entries()) {
    if (runMs < from || runMs >= until) continue;
    if (rate < 1 && random(seed, `worker ${kind} ${number}`, index, source, attempt)() >= rate) continue;
    const applied = workerFaultKinds[kind].effect(argument);
    if (applied !== undefined)
      effect = {
        factor: effect.factor * applied.factor,
        faultOutcome: earlier(effect.faultOutcome, applied.faultOutcome),
      };
  }
  return effect;
}

function earlier(
  one: WorkerFaultEffect['faultOutcome'],
  other: WorkerFaultEffect['faultOutcome'],
): WorkerFaultEffect['faultOutcome'] {
  if (one === undefined || other === undefined) return one ?? other;
  return other.share < one.share ? other : one;
}

const end = 'injected fault: the worker ended in the middle of its work';

/** What a job's failure says where its worker is lost, as a thread's does. */
export const faultOutcomeMessages = {
  crash: `${end}: exit code 1`,
  'out-of-memory': `${end}: Worker terminated due to reaching memory limit: JS heap out of memory`,
} as const;
