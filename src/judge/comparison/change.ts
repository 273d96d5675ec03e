import { bootstrapChange, type BootstrapOptions } from '../../lib/statistics/bootstrap.js';
import { hodgesLehmann } from '../../lib/statistics/hodges-lehmann.js';
import { mannWhitney } from '../../lib/statistics/mann-whitney.js';
import { mean, median, type Interval } from '../../lib/statistics/descriptive.js';
import type { Figure } from '../../results/figures.js';
import { samplesNeeded } from '../../results/statistics.js';

/** How a figure of one mode changed from one report to the other. Shares of the base: 0.1 is 10 % more. */
export interface Change {
  /**
   * What stands for the runs of each report: the median, or the mean of a figure that is nearly always the same. In the
   * figure's unit.
   */
  readonly base: number;
  readonly next: number;
  /** Null where base is 0 and next is not. */
  readonly share: number | null;
  /** 95 % unless asked otherwise; null where there are too few samples, or base is 0. */
  readonly interval: Interval | null;
  /** Of the Mann–Whitney test, not yet corrected for the others. */
  readonly p: number;
  /** Whether all samples of both reports are equal: there is nothing to test then. */
  readonly constant: boolean;
}

/**
 * The change of a figure. Measured ones that are positive change by a factor, so the shift of Hodges and Lehmann is
 * taken of their logarithms; where a 0 is among them, of the values themselves, as a share of the base. Most runs have
 * the same completeness and the same attempts, and their medians would hide the rest: of these it is the mean, with a
 * bootstrap interval.
 */
export function changeOf(
  typical: Figure['typical'],
  base: readonly number[],
  next: readonly number[],
  seed: number,
  confidence = 0.95,
): Change {
  const constant = [...base, ...next].every((value) => shareOf(base[0]!, value) === 0);
  const p = constant ? 1 : mannWhitney(base, next).p;
  const middle = typical === 'median' ? median : mean;
  const middles = { base: middle(base), next: middle(next) };
  if (constant) {
    const enough = Math.min(base.length, next.length) >= samplesNeeded.interval;
    return { ...middles, share: 0, interval: enough ? { low: 0, high: 0 } : null, p, constant };
  }
  const estimate =
    typical === 'median' ? shiftOf(base, next, confidence) : changeOfMeans(base, next, { seed, confidence });
  return { ...middles, ...estimate, p, constant };
}

/** The change of a simulated figure. */
export interface SimulatedChange extends Change {
  /**
   * Where chance has no part in it: the change, as a share, of the run that changed most; Infinity from 0. Undefined
   * where chance has.
   */
  readonly exactMost?: number;
}

/**
 * The change of what is simulated. It is exact where all runs of each report are equal, and of `paired` runs, which
 * drew from the same random streams, where every change has the same direction. Else it is judged as a measured one is.
 */
export function simulatedChange(
  typical: Figure['typical'],
  base: readonly number[],
  next: readonly number[],
  { paired, seed }: { readonly paired: boolean; readonly seed: number },
): SimulatedChange {
  const areEqual = (values: readonly number[]): boolean => values.every((value) => shareOf(values[0]!, value) === 0);
  // A single run equals itself whatever it drew.
  const drawsKnown = paired || Math.min(base.length, next.length) > 1 || areEqual([...base, ...next]);
  if (drawsKnown && areEqual(base) && areEqual(next)) return exactChange(typical, base, next);
  const moves = paired ? base.map((value, i) => shareOf(value, next[i]!) ?? Infinity) : [];
  const oneWay = moves.every((move) => move >= 0) || moves.every((move) => move <= 0);
  if (!paired || !oneWay) return changeOf(typical, base, next, seed);
  const change = exactChange(typical, base, next);
  return typical === 'median' ? { ...change, exactMost: Math.max(...moves.map(Math.abs)) } : change;
}

/** Nothing but the two values. */
function exactChange(typical: Figure['typical'], base: readonly number[], next: readonly number[]): SimulatedChange {
  const middle = typical === 'median' ? median : mean;
  const middles = { base: middle(base), next: middle(next) };
  const share = shareOf(middles.base, middles.next);
  const most = share === null ? Infinity : Math.abs(share);
  return {
    ...middles,
    share,
    interval: share === null ? null : { low: share, high: share },
    p: share === 0 ? 1 : 0,
    constant: true,
    exactMost: most,
  };
}

/** Of one bootstrap, so that thousands of runs do not take minutes. */
const maxDraws = 1e6;

type Estimate = Pick<Change, 'share' | 'interval'>;

function shiftOf(base: readonly number[], next: readonly number[], confidence: number): Estimate {
  if ([...base, ...next].every((value) => value > 0)) {
    const { shift, interval } = hodgesLehmann(base.map(Math.log), next.map(Math.log), confidence);
    return {
      share: Math.expm1(shift),
      interval: interval && { low: Math.expm1(interval.low), high: Math.expm1(interval.high) },
    };
  }
  const whole = median(base);
  const { shift, interval } = hodgesLehmann(base, next, confidence);
  if (!(whole > 0)) return { share: shift === 0 ? 0 : null, interval: null };
  const inShares = (difference: number): number => Math.max(-1, difference / whole); // nothing falls below 0
  return {
    share: inShares(shift),
    interval: interval && { low: inShares(interval.low), high: inShares(interval.high) },
  };
}

function changeOfMeans(
  base: readonly number[],
  next: readonly number[],
  options: Pick<BootstrapOptions, 'seed' | 'confidence'>,
): Estimate {
  const resamples = Math.max(200, Math.min(2000, Math.round(maxDraws / (base.length + next.length))));
  const enough = Math.min(base.length, next.length) >= samplesNeeded.interval && base.every((value) => value > 0);
  return {
    share: shareOf(mean(base), mean(next)),
    interval: enough ? bootstrapChange(base, next, { ...options, statistic: mean, resamples }) : null,
  };
}

/** Values that agree to nine digits are equal: adding up in another order makes as much difference. */
function shareOf(base: number, next: number): number | null {
  if (Math.abs(next - base) <= 1e-9 * Math.max(Math.abs(base), Math.abs(next))) return 0;
  return base > 0 ? next / base - 1 : null;
}
