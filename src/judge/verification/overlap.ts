import type { ModeName } from '../../agent/modes.js';
import { formatDuration } from '../../lib/duration.js';
import { covered, sum } from '../../lib/statistics/descriptive.js';
import type { Span } from '../../model/trace.js';
import type { Check } from '../../results/documents/verify.js';
import { noWorkers, type Evidence, type ModeEvidence, type Seen } from './evidence.js';
import { judged } from './judge.js';

const parallelModes: ReadonlySet<ModeName> = new Set(['parallel', 'hybrid', 'hybrid-barrier']);

/**
 * One core gives 1 s of CPU time a second. Anything above needs a second one; the fifth more is for the error of the
 * figures.
 */
const leastCores = 1.2;
/** CPU times of threads are right to about 0.1 ms: over this long, to a hundredth. */
const tellingMs = 20;

/**
 * While inferences of different workers were under way: how long that was, and the CPU time that they certainly took
 * within it, in milliseconds.
 */
export interface Overlap {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/**
 * Where inference spans of different workers overlap, and the CPU time within. A thread reports its CPU time for a
 * whole inference; what of it lies outside the overlap is at most the wall time outside, so CPU time − wall time
 * outside is the least that lies within.
 */
export function overlapOf({ spans }: Seen): Overlap {
  const inferences = spans.filter(
    ({ kind, outcome, endMs, startMs }) => kind === 'inference' && outcome === 'ok' && endMs > startMs,
  );
  const shared = sharedIntervals(inferences);
  const cpuMs = inferences.map((span) => {
    const insideMs = sum(
      shared.map(([start, end]) => Math.max(0, Math.min(end, span.endMs) - Math.max(start, span.startMs))),
    );
    return Math.max(0, Math.min(insideMs, (span.cpuMs ?? 0) - (span.endMs - span.startMs - insideMs)));
  });
  return { wallMs: covered(shared), cpuMs: sum(cpuMs) };
}

/** The time in which at least two lanes are busy, as intervals that do not overlap. */
function sharedIntervals(spans: readonly Span[]): (readonly [number, number])[] {
  const steps = spans
    .flatMap(({ startMs, endMs }) => [
      { atMs: startMs, change: 1 },
      { atMs: endMs, change: -1 },
    ])
    .toSorted((a, b) => a.atMs - b.atMs || a.change - b.change); // a lane ends one inference before it begins the next
  const shared: (readonly [number, number])[] = [];
  let busy = 0;
  for (const [i, { atMs, change }] of steps.entries()) {
    busy += change;
    const until = steps[i + 1]?.atMs ?? atMs;
    if (busy >= 2 && until > atMs) shared.push([atMs, until]);
  }
  return shared;
}

/**
 * Inference ran on several cores at once: inferences overlap for at least half as long as on the virtual clock, and
 * within there is more CPU time than one core has.
 */
export function overlapChecks(evidence: Evidence): Check[] {
  return evidence.modes.filter(({ mode }) => parallelModes.has(mode)).map((one) => overlapCheck(one, evidence));
}

function overlapCheck(one: ModeEvidence, evidence: Evidence): Check {
  const [expected, measured] = [overlapOf(one.expected), overlapOf(one.measured)];
  const claim = {
    id: `cores.${one.mode}`,
    what: `inference of ${one.mode} runs on several cores at once`,
    expected:
      `more than ${leastCores} s of CPU time in each second in which inferences of different workers ` +
      `overlap; ${rate(expected)} by the simulation`,
    measured:
      `at least ${formatDuration(measured.cpuMs)} of CPU time in an overlap of ` +
      `${formatDuration(measured.wallMs)}: ${rate(measured)}`,
    figures: [
      {
        name: 'overlap',
        unit: 'ms' as const,
        expected: expected.wallMs,
        measured: measured.wallMs,
        low: expected.wallMs / 2,
        high: null,
      },
      {
        name: 'CPU time in the overlap',
        unit: 'ms' as const,
        expected: expected.cpuMs,
        measured: measured.cpuMs,
        low: measured.wallMs * leastCores,
        high: null,
      },
    ],
    cannot: cannot(evidence, expected),
  };
  return judged(claim, { pairs: [one], evidence });
}

function rate({ wallMs, cpuMs }: Overlap): string {
  return wallMs === 0 ? 'no overlap' : `${(cpuMs / wallMs).toFixed(2)} s a second`;
}

function cannot({ cores, workers, cpuMeasured }: Evidence, expected: Overlap): string | undefined {
  if (workers === 0) return noWorkers;
  if (cores < 2) return 'this machine has one core for us';
  if (workers < 2) return 'there is one worker';
  if (!cpuMeasured) return 'this system does not tell the CPU time of a thread; Node 22 or Linux does';
  if (expected.wallMs < tellingMs) return 'inferences overlap too little in this scenario, by the simulation';
  return undefined;
}
