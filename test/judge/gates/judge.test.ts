import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Report } from '#src/index.js';
import type { Verdict } from '#src/results/documents/gates.js';
import { around, judged, made, parsed, taking, type Made } from './made.js';

const usual = taking(around(500)); // from 475 to 525, the median's interval well inside
const twenty = taking([...around(500), ...around(500)]);
const ramp = (length: number): number[] => Array.from({ length }, (_, i) => 500 + i);
const equal = taking(Array.from({ length: 10 }, () => 500));
const simulated = { clock: 'virtual' } as const;
const run = (completeness: number, more: Made = {}): Made => ({ makespanMs: 500, completeness, ...more });
const others = taking([500]).world.cores * 500; // all cores, all the time
const busy = { othersCpuMs: 0.4 * others, stealMs: 0.2 * others };
const many = (one: Made, length: number): Made[] => Array.from({ length }, () => one);

/** A report, an expression, what becomes of it, and what the reason says. */
const cases: readonly (readonly [what: string, report: Report, expression: string, verdict: Verdict, said?: string])[] =
  [
    ['noise below the limit', usual, 'hybrid.makespan <= 530ms', 'passed', '95 % interval of 10 runs lies within'],
    ['noise above the limit', usual, 'hybrid.makespan <= 470ms', 'failed', 'beyond'],
    ['noise around the limit', usual, 'hybrid.makespan <= 500ms', 'inconclusive', 'more runs'],
    ['noise around the limit, the other way', usual, 'hybrid.makespan > 500ms', 'inconclusive'],
    ['noise above a floor', usual, 'hybrid.makespan >= 470ms', 'passed'],
    ['noise below a floor', usual, 'hybrid.makespan >= 530ms', 'failed'],
    ['noise that cannot be equal', usual, 'hybrid.makespan == 530ms', 'failed'],
    ['noise that may be equal', usual, 'hybrid.makespan == 500ms', 'inconclusive'],
    ['a speedup of two', usual, 'hybrid.speedup >= 1.8', 'passed'],
    ['a speedup that is too small', usual, 'hybrid.speedup >= 2.2x', 'failed'],
    ['a mean', taking([...around(500), ...around(500)]), 'hybrid.makespan.mean < 530ms', 'passed'],
    ['too few for a mean', usual, 'hybrid.makespan.mean < 530ms', 'unjudged', 'mean needs 20 runs, and there are 10'],
    ['the greatest as it was seen', usual, 'hybrid.makespan.max <= 525ms', 'passed', 'seen in 10 runs'],
    ['the greatest one above', usual, 'hybrid.makespan.max < 525ms', 'failed'],
    ['the least', usual, 'hybrid.makespan.min >= 475ms', 'passed'],
    ['no noise at all, at the limit', equal, 'hybrid.makespan <= 500ms', 'passed'],
    ['no noise at all, strictly', equal, 'hybrid.makespan < 500ms', 'failed'],
    ['no noise at all, equal', equal, 'hybrid.makespan == 500ms', 'passed'],
    [
      'one that differs among equals',
      taking([...many({}, 9).map(() => 500), 900]),
      'hybrid.makespan == 500ms',
      'inconclusive',
    ],
    [
      'too few for an interval',
      taking([500, 500, 500, 500, 500]),
      'hybrid.makespan <= 1h',
      'unjudged',
      'needs 6 runs, and there are 5; --runs 6',
    ],
    ['a single one', taking([500]), 'hybrid.makespan <= 1h', 'unjudged', 'there is 1'],
    [
      'too few for p90',
      taking([1, 2, 3, 4, 5, 6, 7, 8, 9]),
      'hybrid.makespan.p90 <= 1h',
      'unjudged',
      'p90 needs 10 runs',
    ],
    [
      'too few for p95',
      usual,
      'hybrid.makespan.p95 <= 1h',
      'unjudged',
      'p95 needs 20 runs, and there are 10; --runs 20',
    ],
    [
      'too few to bound p95',
      twenty,
      'hybrid.makespan.p95 <= 1h',
      'inconclusive',
      '20 runs bound p95 only from below; 72 runs would bound it from above',
    ],
    [
      'too few to bound p95, all equal',
      taking(Array.from({ length: 20 }, () => 500)),
      'hybrid.makespan.p95 == 500ms',
      'inconclusive',
    ],
    ['enough to fail p95', twenty, 'hybrid.makespan.p95 <= 470ms', 'failed'],
    ['one too few for p95', taking(ramp(71)), 'hybrid.makespan.p95 <= 1h', 'inconclusive'],
    ['enough for p95', taking(ramp(72)), 'hybrid.makespan.p95 <= 600ms', 'passed'],
    ['enough for p90', taking(ramp(36)), 'hybrid.makespan.p90 <= 600ms', 'passed'],
    [
      'too few for p99',
      taking(Array.from({ length: 99 }, () => 500)),
      'hybrid.makespan.p99 <= 1h',
      'unjudged',
      'p99 needs 100 runs',
    ],
    ['completeness in a single run', made([run(1)]), 'hybrid.completeness == 1', 'passed', 'counted in 1 run'],
    ['completeness that a run lacks', made([run(1), run(0.5), run(1)]), 'hybrid.completeness == 1', 'failed'],
    [
      'completeness that a run lacks, by its mean',
      made([run(1), run(0.5)]),
      'hybrid.completeness.mean >= 0.75',
      'passed',
    ],
    [
      'completeness that a run lacks, by its typical value',
      made([run(1), run(0.5)]),
      'hybrid.completeness >= 0.75',
      'failed',
    ],
    ['attempts', made([run(1)]), 'hybrid.attempts == 1', 'passed'],
    ['attempts of a source in every mode', made([run(1)]), 'sources.north.attempts <= 1', 'passed', 'sequential: '],
    [
      'attempts of a source in every mode, not asked in one',
      made([run(1, { spans: [] })]),
      'sources.north.attempts >= 1',
      'unjudged',
      'hybrid: 1 of 1 run has no attempts, because the source was not asked',
    ],
    ['the fetch of a source', usual, 'hybrid.sources.north.fetch <= 300ms', 'passed'],
    [
      'a source without a fetch',
      made(many(run(1, { spans: [] }), 6)),
      'hybrid.sources.north.fetch <= 1h',
      'unjudged',
      '6 of 6 runs have no fetch',
    ],
    [
      'a run without a fetch',
      made([...many(run(1), 6), run(1, { spans: [] })]),
      'hybrid.sources.north.fetch <= 1h',
      'unjudged',
      '1 of 7 runs has no fetch',
    ],
    ['a mode that was not run', taking([]), 'hybrid.makespan <= 1h', 'unjudged', 'no run in the mode hybrid'],
    [
      'a run that answered less',
      made([...many(run(1), 9), run(0.5)]),
      'hybrid.makespan <= 1h',
      'failed',
      '1 of 10 runs answered less than everything',
    ],
    [
      'less, as the simulation did',
      made(many(run(0.5, { predictedCompleteness: 0.5 }), 9)),
      'hybrid.makespan <= 1h',
      'failed',
      '9 of 9 runs answered less',
    ],
    [
      'less on a busy machine',
      made(many(run(0.5, busy), 9)),
      'hybrid.makespan <= 1h',
      'inconclusive',
      'others took up to 60 % of the cores',
    ],
    [
      'less on a busy machine in all runs but one',
      made([...many(run(0.5, busy), 9), run(0.5)]),
      'hybrid.makespan <= 1h',
      'failed',
    ],
    [
      'less on a busy machine, as the simulation did',
      made(many(run(0.5, { ...busy, predictedCompleteness: 0.5 }), 9)),
      'hybrid.makespan <= 1h',
      'failed',
    ],
    [
      'less than the best run, without a simulation',
      made([run(1, { predictedCompleteness: null }), ...many(run(0.5, { predictedCompleteness: null }), 9)]),
      'hybrid.makespan <= 1h',
      'failed',
      '9 of 10 runs answered less',
    ],
    [
      'a speedup between unequal answers',
      made(many(run(0.5), 9)),
      'hybrid.speedup >= 0.1',
      'failed',
      '9 of 9 runs answered less',
    ],
    ['less, counted', made([...many(run(1), 9), run(0.5)]), 'hybrid.attempts <= 2', 'failed'],
    [
      'less, in the source that is timed',
      made(many(run(0.5), 9)),
      'hybrid.sources.south.fetch <= 1h',
      'failed',
      'south did not answer cleanly in 9 of 9 runs',
    ],
    [
      'less, in another source',
      made(many(run(0.5), 9)),
      'hybrid.sources.north.fetch <= 1h',
      'failed',
      'answered less than everything',
    ],
    [
      'a simulated run at the limit',
      taking([500], simulated),
      'hybrid.makespan <= 500ms',
      'passed',
      'simulated on 2 cores with 2 workers',
    ],
    ['a simulated run above the limit', taking([500], simulated), 'hybrid.makespan < 500ms', 'failed'],
    [
      'simulated runs of which one lost an answer',
      made(
        [run(1), run(0.5, busy)].map((one) => ({ ...one, predictedCompleteness: null })),
        simulated,
      ),
      'hybrid.makespan <= 1h',
      'failed',
    ],
    [
      'too few simulated runs for p95',
      taking([500], simulated),
      'hybrid.makespan.p95 <= 1h',
      'unjudged',
      'p95 needs 20 runs',
    ],
    ['no simulation for a virtual gate', usual, 'virtual.hybrid.makespan <= 1h', 'unjudged'],
  ];

describe('a gate is judged', () => {
  for (const [what, report, expression, verdict, said] of cases) {
    it(`${verdict}: ${what}: ${expression}`, () => {
      const result = judged(expression, report);
      assert.equal(result.verdict, verdict, result.reason);
      if (said !== undefined) assert.ok(result.reason.includes(said), result.reason);
    });
  }

  it('with what it was judged by', () => {
    const { interval, ...result } = judged('hybrid.makespan <= 530ms', usual);
    assert.deepEqual(result, {
      expression: 'hybrid.makespan <= 530ms',
      verdict: 'passed',
      unit: 'ms',
      value: 500,
      limit: 530,
      reason: 'the 95 % interval of 10 runs lies within the limit',
    });
    assert.ok(interval!.low! > 475 && interval!.low! < 500 && interval!.high! > 500 && interval!.high! < 525);
    assert.deepEqual(judged('hybrid.makespan <= 530ms', usual).interval, interval, 'the same again');
  });

  const less = made(many(run(0.5), 9));
  for (const [expression, concession, verdict, said] of [
    ['hybrid.makespan <= 1h', 'hybrid.completeness >= 0.5', 'passed', 'within'],
    ['hybrid.makespan <= 1ms', 'hybrid.completeness >= 0.5', 'failed', 'beyond'],
    ['hybrid.attempts <= 2', 'hybrid.completeness >= 0.5', 'passed', 'counted'],
    ['hybrid.makespan <= 1h', 'hybrid.completeness.mean == 0.5', 'passed', 'within'],
    ['hybrid.makespan <= 1h', 'hybrid.completeness >= 0.6', 'failed', 'less than everything'],
    ['hybrid.makespan <= 1h', 'hybrid.completeness <= 0.6', 'failed', 'less than everything'],
    ['hybrid.makespan <= 1h', 'sequential.completeness >= 0.5', 'failed', 'less than everything'],
    ['hybrid.makespan <= 1h', 'virtual.hybrid.completeness >= 0.5', 'failed', 'less than everything'],
    ['hybrid.makespan <= 1h', 'hybrid.sources.south.completeness >= 0', 'failed', 'less than everything'],
    ['hybrid.sources.north.fetch <= 1h', 'hybrid.completeness >= 0.5', 'passed', 'within'],
    ['hybrid.sources.south.fetch <= 1h', 'hybrid.completeness >= 0.5', 'failed', 'south did not answer cleanly'],
    ['hybrid.speedup >= 0.1', 'hybrid.completeness >= 0.5', 'unjudged', 'only answers that are equally complete'],
  ] as const) {
    it(`${verdict} on what answered less than everything: ${expression}, beside ${concession}`, () => {
      const result = judged(expression, less, { gates: [parsed(expression), parsed(concession)], simulated: less });
      assert.equal(result.verdict, verdict, result.reason);
      assert.ok(result.reason.includes(said), result.reason);
    });
  }

  it('on the virtual clock where it says so, whatever was measured', () => {
    const evidence = { simulated: taking([400], simulated) };
    assert.equal(judged('virtual.hybrid.makespan <= 400ms', usual, evidence).verdict, 'passed');
    assert.equal(judged('virtual.hybrid.makespan < 400ms', usual, evidence).verdict, 'failed');
  });

  it('never passed where there is nothing to judge by', () => {
    const figure = fc.constantFrom(
      'makespan',
      'speedup',
      'efficiency',
      'completeness',
      'cpuRatio',
      'attempts',
      'sources.north.fetch',
      'sources.south.attempts',
    );
    const statistic = fc.constantFrom('', '.mean', '.p50', '.p90', '.p95', '.p99', '.min', '.max');
    const limit = fc.constantFrom('>= 0', '<= 0', '< baseline', '== baseline', '> baseline * 0.5');
    const report = fc.constantFrom<Report>(
      taking([]),
      made([run(0, { spans: [], cpuMs: 0 })]),
      made(many(run(0.5, { spans: [] }), 30)),
      {
        ...usual,
        modes: [],
      },
    );
    fc.assert(
      fc.property(
        fc.constantFrom('', 'virtual.'),
        figure,
        statistic,
        limit,
        report,
        (virtual, name, of, what, empty) => {
          const result = judged(`${virtual}hybrid.${name}${of} ${what}`, empty);
          const countable =
            /attempts|completeness/.test(name) &&
            virtual === '' &&
            empty.modes.length > 0 &&
            !what.includes('baseline');
          if (!countable) assert.notEqual(result.verdict, 'passed', result.reason);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('passed or failed only with the interval on one side of the limit, and never both ways', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 6, maxLength: 30 }),
        fc.integer({ min: 0, max: 1000 }),
        (makespans, limit) => {
          const report = taking(makespans);
          const [below, above] = [
            judged(`hybrid.makespan <= ${limit}ms`, report),
            judged(`hybrid.makespan > ${limit}ms`, report),
          ];
          const opposite = {
            passed: 'failed',
            failed: 'passed',
            inconclusive: 'inconclusive',
            unjudged: 'unjudged',
          } as const;
          assert.equal(above.verdict, opposite[below.verdict]);
          const { low, high } = below.interval!;
          assert.equal(below.verdict, high! <= limit ? 'passed' : low! > limit ? 'failed' : 'inconclusive');
        },
      ),
      { numRuns: 60 },
    );
  });
});
