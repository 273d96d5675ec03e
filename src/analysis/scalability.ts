import { nonNegativeLeastSquares } from '../lib/statistics/least-squares.js';
import { mean, sum } from '../lib/statistics/descriptive.js';

/** A makespan, and how many workers or cores it was reached with. */
export interface Scaled {
  readonly n: number;
  readonly makespanMs: number;
}

/** How well a law fits the measurements. */
export interface Fit {
  /** What the law says for one worker. */
  readonly atOneMs: number;
  /** Found minus fitted, in the order of the samples. */
  readonly residuals: { readonly n: number; readonly fittedMs: number; readonly residualMs: number }[];
  readonly rmseMs: number;
  /** The share of the variance that the law explains; null where there is none. */
  readonly r2: number | null;
  /** The largest residual as a share of the measured value. */
  readonly largestShare: number;
}

export interface AmdahlFit extends Fit {
  /** The part of the work that more workers do not shorten, from 0 to 1. */
  readonly serialFraction: number;
}

export interface UniversalFit extends Fit {
  /** σ: contention, the cost of waiting for shared resources. */
  readonly contention: number;
  /** κ: the cost of keeping each consistent with every other. */
  readonly coherency: number;
  /** With so many the makespan is the shortest, √((1 − σ) / κ); null where more never hurts. */
  readonly peak: number | null;
}

/** Samples below which a law would be drawn through its points and not tested by them. */
const fewestForAmdahl = 3;
const fewestForUniversal = 4;

/**
 * Amdahl's law, T(N) = T(1) · (s + (1 − s) / N), from "Validity of the single processor approach", 1967. It is linear
 * in 1 and 1 / N, so the least squares of the makespans are exact and need no start; neither part is below zero.
 * Undefined for fewer than three counts.
 */
export function amdahl(samples: readonly Scaled[]): AmdahlFit | undefined {
  if (distinct(samples) < fewestForAmdahl) return undefined;
  const [serial, shared] = nonNegativeLeastSquares(
    [samples.map(() => 1), samples.map(({ n }) => 1 / n)],
    samples.map(makespan),
  ) as [number, number];
  const atOneMs = serial + shared;
  if (atOneMs === 0) return undefined;
  return { serialFraction: serial / atOneMs, ...fitOf(samples, atOneMs, (n) => serial + shared / n) };
}

/**
 * The universal scalability law, X(N) = γN / (1 + σ(N − 1) + κN(N − 1)), from Gunther, "Guerrilla Capacity Planning",
 * 2007, with one query at a time, X = 1 / T. Then T(N) = ((1 − σ) / N + σ + κ(N − 1)) / γ is linear in 1 / N, 1 and N −
 * 1, so that the least squares of the makespans are exact; 0 ≤ σ ≤ 1 and κ ≥ 0. Undefined for fewer than four counts,
 * and where one worker would take no time.
 */
export function universal(samples: readonly Scaled[]): UniversalFit | undefined {
  if (distinct(samples) < fewestForUniversal) return undefined;
  const columns = [samples.map(({ n }) => 1 / n), samples.map(() => 1), samples.map(({ n }) => n - 1)];
  const [shared, serial, crosstalk] = nonNegativeLeastSquares(columns, samples.map(makespan)) as [
    number,
    number,
    number,
  ];
  const atOneMs = shared + serial;
  if (atOneMs === 0) return undefined;
  const [contention, coherency] = [serial / atOneMs, crosstalk / atOneMs];
  const peak = coherency === 0 ? null : Math.max(1, Math.sqrt((1 - contention) / coherency));
  return { contention, coherency, peak, ...fitOf(samples, atOneMs, (n) => shared / n + serial + crosstalk * (n - 1)) };
}

function makespan({ makespanMs }: Scaled): number {
  return makespanMs;
}

function distinct(samples: readonly Scaled[]): number {
  return new Set(samples.map(({ n }) => n)).size;
}

function fitOf(samples: readonly Scaled[], atOneMs: number, law: (n: number) => number): Fit {
  const residuals = samples.map(({ n, makespanMs }) => ({ n, fittedMs: law(n), residualMs: makespanMs - law(n) }));
  const middle = mean(samples.map(makespan));
  const unexplained = sum(residuals.map(({ residualMs }) => residualMs ** 2));
  const variance = sum(samples.map(({ makespanMs }) => (makespanMs - middle) ** 2));
  return {
    atOneMs,
    residuals,
    rmseMs: Math.sqrt(unexplained / samples.length),
    // What rounding leaves of no variance is none.
    r2: variance <= samples.length * (middle * 1e-12) ** 2 ? null : 1 - unexplained / variance,
    largestShare: Math.max(
      ...residuals.map(({ residualMs }, i) => (residualMs === 0 ? 0 : Math.abs(residualMs) / samples[i]!.makespanMs)),
    ),
  };
}
