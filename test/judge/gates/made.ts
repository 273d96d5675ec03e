import { run as runScenario, type Report, type RunReport } from '#src/index.js';
import type { Gate } from '#src/judge/gates/gate.js';
import { judge, type Evidence } from '#src/judge/gates/judge.js';
import { parseGate } from '#src/judge/gates/parse.js';
import type { GateResult } from '#src/results/documents/gates.js';

const sources = [
  { name: 'north', latency: 300 },
  { name: 'south', latency: 200 },
];
const simulated = await runScenario(
  { sources, inference: { cost: 50 }, modes: ['sequential', 'hybrid'] },
  { virtual: true, cores: 2 },
);
const calibration = { unitsPerCpuMs: 1000, contention: 1, spread: 0.01, coldStartMs: 30 };

const lostSouth = {
  source: 'south',
  stage: 'fetch',
  kind: 'timeout',
  message: 'too late',
  attempts: 1,
  elapsedMs: 5,
} as const;

/** What a made-up run is like; the rest is as simulated. */
export type Made = Partial<RunReport> & { readonly completeness?: number };

/**
 * A report as if measured, with these runs of the hybrid mode beside as many of the sequential one, which took a second
 * each.
 */
export function made(runs: readonly Made[], change: Partial<Report> = {}): Report {
  const [sequential, hybrid] = simulated.modes.map((mode) => mode.runs[0]!) as [RunReport, RunReport];
  const run = (like: RunReport, { completeness = 1, ...rest }: Made): RunReport => ({
    ...like,
    predictedCompleteness: 1,
    ...rest,
    result: { ...like.result, completeness, errors: completeness < 1 ? [lostSouth] : [], ...rest.result },
  });
  return {
    ...simulated,
    clock: 'real',
    calibration,
    modes: [
      { mode: 'sequential', speedup: 1, statistics: {}, runs: runs.map(() => run(sequential, { makespanMs: 1000 })) },
      { mode: 'hybrid', speedup: 2, statistics: {}, runs: runs.map((one) => run(hybrid, one)) },
    ].filter((mode) => mode.runs.length > 0) as Report['modes'],
    ...change,
  };
}

/** A report whose hybrid runs took so long, in milliseconds. */
export function taking(makespans: readonly number[], change: Partial<Report> = {}): Report {
  return made(
    makespans.map((makespanMs) => ({ makespanMs })),
    change,
  );
}

/** Ten makespans around a middle, evenly within 5 % of it. */
export function around(middle: number): number[] {
  return Array.from({ length: 10 }, (_, i) => middle * (0.95 + i / 90));
}

/** What becomes of an expression. */
export function judged(expression: string, report: Report, evidence: Partial<Evidence> = {}): GateResult {
  const gate = parsed(expression);
  return judge(gate, {
    report,
    gates: [gate],
    simulated: undefined,
    baseline: { lacking: 'there is no baseline' },
    acrossMachines: false,
    ...evidence,
  });
}

/** The gate of an expression about the modes and sources of these reports. */
export function parsed(expression: string): Gate {
  return parseGate(expression, { modes: ['sequential', 'hybrid'], sources: sources.map(({ name }) => name) });
}
