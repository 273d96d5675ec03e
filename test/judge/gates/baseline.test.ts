import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Report } from '#src/index.js';
import type { Verdict } from '#src/results/documents/gates.js';
import { differenceWords, scenarioDifferences } from '#src/judge/comparison/comparability.js';
import { around, judged, made, taking } from './made.js';

const base = taking(around(500));
const noisy = taking([1, 999, 2, 998, 3, 997, 4, 996, 5, 995]);
const { scenario, environment, calibration } = base;
const ramp = (length: number): number[] => Array.from({ length }, (_, i) => 500 + i);
const simulated = { clock: 'virtual' } as const;
const less = (completeness: number) =>
  made(around(500).map((makespanMs) => ({ makespanMs, completeness, predictedCompleteness: completeness })));
const lessOf = (source: string): Report =>
  made(
    around(500).map((makespanMs) => {
      const result = less(0.5).modes[1]!.runs[0]!.result;
      return { makespanMs, completeness: 0.5, result: { ...result, errors: [{ ...result.errors[0]!, source }] } };
    }),
  );

/** The baseline, the report, an expression, what becomes of it, and what the reason says. */
const cases: readonly (readonly [
  what: string,
  baseline: Report,
  report: Report,
  expression: string,
  verdict: Verdict,
  said?: string,
])[] = [
  ['the same', base, base, 'hybrid.makespan <= baseline + 5%', 'passed', 'within'],
  ['the same, and no slack', base, base, 'hybrid.makespan <= baseline', 'inconclusive'],
  ['a fifth more', base, taking(around(600)), 'hybrid.makespan <= baseline + 5%', 'failed', 'beyond'],
  [
    'a fifth more, as much as allowed and noise',
    base,
    taking(around(600)),
    'hybrid.makespan <= baseline + 20%',
    'inconclusive',
  ],
  ['a fifth more, allowed in milliseconds', base, taking(around(600)), 'hybrid.makespan <= baseline + 150ms', 'passed'],
  [
    'a fifth more, not allowed in milliseconds',
    base,
    taking(around(600)),
    'hybrid.makespan <= baseline + 50ms',
    'failed',
  ],
  ['a fifth more, allowed as a factor', base, taking(around(600)), 'hybrid.makespan <= baseline * 1.3', 'passed'],
  ['a fifth less, wanted', base, taking(around(400)), 'hybrid.makespan <= baseline - 10%', 'passed'],
  ['a baseline so noisy that nothing can be said', noisy, base, 'hybrid.makespan <= baseline', 'inconclusive'],
  ['a speedup that fell', base, taking(around(600)), 'hybrid.speedup >= baseline - 5%', 'failed'],
  [
    'a baseline with too few runs',
    taking([500]),
    base,
    'hybrid.makespan <= baseline',
    'unjudged',
    'in the baseline, an interval needs 6 runs, and there is 1',
  ],
  [
    'a percentile that few runs bound',
    taking(ramp(86)),
    taking(ramp(72)),
    'hybrid.makespan.p95 <= baseline * 9',
    'inconclusive',
    '86 of each would',
  ],
  [
    'a percentile that enough bound',
    taking(ramp(86)),
    taking(ramp(86)),
    'hybrid.makespan.p95 <= baseline * 9',
    'passed',
  ],
  [
    'a baseline without the mode',
    { ...base, modes: [base.modes[0]!] },
    base,
    'hybrid.makespan <= baseline',
    'unjudged',
    'in the baseline, there is no run',
  ],
  [
    'fewer answers than the baseline',
    base,
    less(0.5),
    'hybrid.makespan <= baseline + 50%',
    'failed',
    'answered less than those of the baseline',
  ],
  [
    'another answer than the baseline',
    lessOf('south'),
    lessOf('north'),
    'hybrid.makespan <= baseline + 50%',
    'failed',
    'north in 0 % of runs, before in 100 %',
  ],
  ['more answers than the baseline', less(0.5), base, 'hybrid.makespan <= baseline + 50%', 'passed'],
  ['as few answers as the baseline', less(0.5), less(0.5), 'hybrid.makespan <= baseline + 50%', 'passed'],
  ['fewer answers, counted', base, less(0.5), 'hybrid.completeness >= baseline', 'failed'],
  [
    'another CPU',
    { ...base, environment: { ...environment, cpuModel: 'other\n' } },
    base,
    'hybrid.makespan <= baseline + 5%',
    'unjudged',
    'other\\x0a and ',
  ],
  [
    'another number of cores',
    { ...base, environment: { ...environment, coresAvailable: 64 } },
    base,
    'hybrid.makespan <= baseline + 5%',
    'unjudged',
    '64 and 2 cores',
  ],
  [
    'another number of workers',
    { ...base, world: { ...base.world, workers: 7 } },
    base,
    'hybrid.cpu <= baseline + 5%',
    'unjudged',
    '7 and 2 workers',
  ],
  [
    'a slower machine',
    base,
    { ...base, calibration: { ...calibration!, unitsPerCpuMs: 700 } },
    'hybrid.makespan <= baseline + 5%',
    'unjudged',
    'calibrations differ by 42.9 %',
  ],
  [
    'a calibration that is a little off',
    base,
    { ...base, calibration: { ...calibration!, unitsPerCpuMs: 950 } },
    'hybrid.makespan <= baseline + 5%',
    'passed',
  ],
  [
    'efficiency on another machine',
    { ...base, environment: { ...environment, cpuModel: 'other' } },
    base,
    'hybrid.efficiency >= baseline - 5%',
    'passed',
  ],
  [
    'attempts on another machine',
    { ...base, environment: { ...environment, cpuModel: 'other' } },
    base,
    'hybrid.attempts <= baseline',
    'passed',
  ],
  [
    'a simulated baseline',
    { ...base, ...simulated },
    base,
    'hybrid.makespan <= baseline + 5%',
    'unjudged',
    'the baseline is simulated',
  ],
  [
    'a measured baseline',
    base,
    { ...base, ...simulated },
    'hybrid.makespan <= baseline + 5%',
    'unjudged',
    'made with --virtual',
  ],
  [
    'both simulated, on another machine',
    { ...base, ...simulated, environment: { ...environment, cpuModel: 'other' } },
    { ...base, ...simulated },
    'hybrid.makespan <= baseline',
    'passed',
  ],
  [
    'both simulated, on other cores',
    { ...base, ...simulated, world: { ...base.world, cores: 9 } },
    { ...base, ...simulated },
    'hybrid.makespan <= baseline',
    'unjudged',
    'simulates 9 cores, 2 workers and contention 1, this run 2 cores, 2 workers and contention 1; a baseline for it ' +
      'is made with --virtual --cores 2 --workers 2',
  ],
  [
    'another scenario',
    { ...base, scenario: { ...scenario, scale: 0.1 } },
    base,
    'hybrid.attempts <= baseline',
    'unjudged',
    'of another scenario: scale: 0.1 and 1',
  ],
];

describe('a gate against a baseline is judged', () => {
  for (const [what, baseline, report, expression, verdict, said] of cases) {
    it(`${verdict}: ${what}: ${expression}`, () => {
      const result = judged(expression, report, { baseline });
      assert.equal(result.verdict, verdict, result.reason);
      if (said !== undefined) assert.ok(result.reason.includes(said), result.reason);
    });
  }

  it('unjudged where there is none, with the reason', () => {
    const result = judged('hybrid.makespan <= baseline', base, { baseline: { lacking: 'it is gone' } });
    assert.deepEqual(
      { ...result, value: null },
      {
        expression: result.expression,
        verdict: 'unjudged',
        unit: 'ms',
        value: null,
        interval: null,
        limit: null,
        reason: 'it is gone',
      },
    );
  });

  it('across machines where that is wanted', () => {
    const baseline = { ...base, environment: { ...environment, cpuModel: 'other' } };
    assert.equal(
      judged('hybrid.makespan <= baseline + 5%', base, { baseline, acrossMachines: true }).verdict,
      'passed',
    );
  });

  it('with the limit that the baseline makes, and an interval that holds the uncertainty of both', () => {
    const wide = judged('hybrid.makespan <= baseline + 10%', base, { baseline: base });
    const narrow = judged('hybrid.makespan <= 550ms', base);
    assert.ok(Math.abs(wide.limit! - 550) < 1e-6);
    assert.ok(wide.interval!.high! - wide.interval!.low! > narrow.interval!.high! - narrow.interval!.low!);
    assert.ok(wide.interval!.low! < wide.value! && wide.value! < wide.interval!.high!);
  });
});

describe('two scenarios', () => {
  const of = (other: typeof scenario): string[] => scenarioDifferences(scenario, other).map(differenceWords);

  it('are the same agent whatever they are called, run and judged by', () => {
    assert.deepEqual(
      of({
        ...scenario,
        $schema: 'x',
        name: 'other',
        description: 'other',
        modes: [...scenario.modes].toReversed(),
        gates: ['x'],
      }),
      [],
    );
    assert.deepEqual(of(JSON.parse(JSON.stringify(scenario)) as typeof scenario), []);
  });

  it('differ in what is named first, safe to print', () => {
    const change = (latency: unknown) =>
      ({ ...scenario, sources: [scenario.sources[0]!, { ...scenario.sources[1]!, latency }] }) as typeof scenario;
    assert.deepEqual(of(change(250)), ['sources.1.latency: 200 and 250']);
    assert.deepEqual(of({ ...scenario, inference: { ...scenario.inference, workers: 3 } }), [
      'inference.workers: nothing and 3',
    ]);
    assert.match(of({ ...scenario, city: '\u202e\u001b[2J' })[0]!, /^city: "New York" and "[^\p{Cc}\u202e]*"$/u);
  });
});
