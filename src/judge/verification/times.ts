import { timeIn } from '../../analysis/cores.js';
import { speedup } from '../../analysis/speedup.js';
import { makespanOf } from '../../analysis/timeline.js';
import { formatDuration } from '../../lib/duration.js';
import type { Check, Figure, Verification } from '../../results/documents/verify.js';
import type { Evidence, ModeEvidence, Seen } from './evidence.js';
import { judged } from './judge.js';

type Times = Verification['modes'][number]['measured'];

/**
 * How far a measured time may be from the expected one: a share for what scales with the work (calibrations on one
 * machine repeat within 3 %, shared cores add some more), and a fixed part for what does not (timers, messages between
 * threads, a collection of garbage).
 */
const toleranceShare = 0.15;
const toleranceMs = 100;

/**
 * The times of a query: while anything was fetched, while anything was inferred, in all; and its speedup, at equal
 * completeness only.
 */
export function timesOf(seen: Seen, sequential: Seen | undefined): Times {
  const totalMs = makespanOf(seen.spans);
  return {
    fetchMs: timeIn('fetch', seen.spans),
    inferenceMs: timeIn('inference', seen.spans),
    totalMs,
    speedup: sequential === undefined ? null : speedup([comparable(sequential)], [comparable(seen)]),
  };
}

function comparable({ spans, completeness }: Seen): { makespanMs: number; completeness: number } {
  return { makespanMs: makespanOf(spans), completeness };
}

/** One line for each mode: its times are those of the same query on the virtual clock. */
export function timesChecks(evidence: Evidence): Check[] {
  const sequential = evidence.modes.find(({ mode }) => mode === 'sequential');
  return evidence.modes.map((one) => timesCheck(one, sequential, evidence));
}

function timesCheck(one: ModeEvidence, sequential: ModeEvidence | undefined, evidence: Evidence): Check {
  const expected = timesOf(one.expected, sequential?.expected);
  const measured = timesOf(one.measured, sequential?.measured);
  const answered = ({ completeness }: Seen): number => Math.round(completeness * evidence.sources);
  const figures: Figure[] = [
    within('fetch', expected.fetchMs, measured.fetchMs),
    within('inference', expected.inferenceMs, measured.inferenceMs),
    within('total', expected.totalMs, measured.totalMs),
    {
      name: 'sources answered',
      unit: 'sources',
      expected: answered(one.expected),
      measured: answered(one.measured),
      low: answered(one.expected),
      high: answered(one.expected),
    },
    // Without limits of its own: it is as right as the two totals that it is made of.
    ...(measured.speedup === null
      ? []
      : [
          {
            name: 'speedup',
            unit: 'ratio' as const,
            expected: expected.speedup,
            measured: measured.speedup,
            low: null,
            high: null,
          },
        ]),
  ];
  const claim = {
    id: `times.${one.mode}`,
    what: `${one.mode} takes the time it should`,
    expected:
      `${words(expected, answered(one.expected), evidence)}; times within ${toleranceShare * 100} % + ` +
      formatDuration(toleranceMs),
    measured: words(measured, answered(one.measured), evidence),
    figures,
    cannot: tooShort(expected.totalMs)
      ? 'it is too short to be told from the tolerance; a larger --scale helps'
      : undefined,
  };
  return judged(claim, { pairs: [one], evidence, calibrationSpread: evidence.calibrationSpread });
}

function within(name: string, expected: number, measured: number): Figure {
  const tolerance = expected * toleranceShare + toleranceMs;
  return { name, unit: 'ms', expected, measured, low: Math.max(0, expected - tolerance), high: expected + tolerance };
}

/** A time that may be off by more than half of itself would pass whatever happened. */
function tooShort(totalMs: number): boolean {
  return totalMs * toleranceShare + toleranceMs > totalMs / 2;
}

function words(
  { fetchMs, inferenceMs, totalMs, speedup: faster }: Times,
  answered: number,
  { sources }: Evidence,
): string {
  const speed = faster === null ? '' : `, speedup ${faster.toFixed(2)}×`;
  return (
    `fetch ${formatDuration(fetchMs)}, inference ${formatDuration(inferenceMs)}, total ` +
    `${formatDuration(totalMs)}${speed}, ${answered}/${sources} sources`
  );
}
