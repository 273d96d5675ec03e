import { compareReports, run as runScenario, type Report, type Verification } from '#src/index.js';
import { Scope } from '#src/model/scope.js';
import { withStatistics } from '#src/results/build.js';
import type { PageData } from '#src/render/page.js';
import { resilience } from '#src/experiments/resilience/resilience.js';
import { sweep } from '#src/experiments/sweep/sweep.js';
import { checkedGrid } from '#src/experiments/sweep/grid.js';
import { resolveScenario } from '#src/scenario/load.js';
import { makePlan } from '#src/scenario/plan.js';
import { parseAxis } from '#src/experiments/sweep/parameters.js';
import { measuredReport, scattered, withRuns } from '../support/reports.js';

const input = {
  name: 'two',
  sources: [
    { name: 'a', latency: 50, faults: ['flaky:0.5'] },
    { name: 'b', latency: 70 },
  ],
  inference: { cost: 30 },
  modes: ['sequential' as const, 'hybrid' as const],
};
const plan = makePlan(await resolveScenario(input), { clock: 'virtual', runs: 1, cores: 2, contention: 1 }, 2);
const quiet = { within: new Scope(), progress() {} };

/** The default scenario, simulated. */
export const simulated: Report = await runScenario('capstone', { virtual: true, cores: 2, whatIf: true });
/** With runs that differ, sources that fail and attempts that are made again. */
export const repeated: Report = await runScenario(
  {
    name: 'unlucky',
    sources: [
      { name: 'profile', latency: { type: 'normal', mean: 400, sd: 90 } },
      { name: 'search', latency: '300ms', faults: ['flaky:0.4'], policies: [{ type: 'retry', attempts: 2 }] },
      { name: 'down', latency: '100ms', faults: ['error'] },
    ],
    inference: { cost: '200ms' },
    modes: ['sequential', 'hybrid'],
  },
  { virtual: true, cores: 2, runs: 30, whatIf: true },
);
/** As if measured, with predictions beside. */
export const measured: Report = asMeasured(await measuredReport(scattered()));

const slower = asMeasured(await measuredReport(scattered(1.1)));

/** With what only runs on real time say. */
function asMeasured(report: Report): Report {
  return withStatistics(
    withRuns(report, (run) => ({ ...run, predictedMs: run.makespanMs * 0.97, stealMs: 3, othersCpuMs: 120 })),
  );
}

const times = { fetchMs: 1, inferenceMs: 2, totalMs: 3, speedup: 1 };
const verified: Verification = {
  ...measured,
  kind: 'verify',
  outcome: 'FAILED',
  checks: [
    {
      id: 'starts',
      what: 'fetches start at once',
      expected: 'within 50 ms',
      measured: '380 ms',
      outcome: 'FAILED',
      reason: 'too late',
      figures: [],
    },
    {
      id: 'order',
      what: 'inference follows its own fetch',
      expected: 'always',
      measured: '3 of 3',
      outcome: 'passed',
      reason: null,
      figures: [],
    },
  ],
  modes: [{ mode: 'hybrid', exact: times, expected: times, measured: times, stealMs: 1, othersCpuMs: null }],
};
const axes = ['workers=1..4', 'infer-cost=100,200'].map((text) => parseAxis(text, '--over', 'virtual', ['a', 'b']));
const compared = compareReports(measured, slower, {
  createdAt: measured.createdAt,
  names: { base: 'a.json', next: 'b.json' },
});

/** A page of every kind. */
export const pages = {
  run: { kind: 'run', report: simulated },
  'repeated runs': { kind: 'run', report: repeated },
  'measured runs': { kind: 'run', report: measured },
  'class room': { kind: 'run', report: simulated, view: 'classroom' },
  resilience: {
    kind: 'resilience',
    report: await resilience({ plan, target: ['two'], runs: 20, tune: 'retry', confirm: 0, ...quiet }),
  },
  sweep: { kind: 'sweep', report: await sweep({ grid: checkedGrid(plan, axes), ...quiet }) },
  compare: { kind: 'compare', report: compared, sides: [measured, slower] },
  'compare, of a saved comparison': { kind: 'compare', report: compared },
  verify: { kind: 'verify', report: verified },
} as const satisfies Record<string, PageData>;
