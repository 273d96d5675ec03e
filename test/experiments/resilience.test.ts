import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Failure } from '#src/model/errors.js';
import { Scope } from '#src/model/scope.js';
import { resilienceSchema } from '#src/results/documents/resilience.js';
import { plainStyle } from '#src/render/style.js';
import { combinationsOf, failing, type State } from '#src/experiments/resilience/combinations.js';
import { casesToConfirm } from '#src/experiments/resilience/confirm.js';
import { checkInvariants } from '#src/experiments/resilience/invariants.js';
import { faultLattice, inStates } from '#src/experiments/resilience/lattice.js';
import { disturbed, remediesFor, tryRemedies } from '#src/experiments/resilience/remedies.js';
import { resilience } from '#src/experiments/resilience/resilience.js';
import { simulateOnce } from '#src/experiments/run/simulate.js';
import { loadScenario, resolveScenario } from '#src/scenario/load.js';
import { makePlan } from '#src/scenario/plan.js';
import type { Scenario } from '#src/scenario/schema.js';
import { markdownOf } from '#src/render/markdown.js';
import { resilienceBlocks } from '#src/render/resilience/blocks.js';
import { textOf } from '#src/render/text.js';

const machine = { cores: 2, workers: 2 };
const quiet = { within: new Scope(), progress() {} };
const simulated = { ...machine, ...quiet, runs: 500, everyMs: 3000 };

describe('the fault lattice', () => {
  it('tries every combination of four states up to six sources, and a covering draw of as many above', () => {
    assert.equal([...combinationsOf(1, 1)].length, 4);
    assert.equal(new Set([...combinationsOf(6, 1)].map(String)).size, 4096);
    const many = [...combinationsOf(40, 1)];
    assert.equal(many.length, 4096);
    for (let source = 0; source < 40; source++) {
      assert.deepEqual(new Set(many.map((states) => states[source])), new Set(['healthy', 'error', 'hang', 'slow']));
      const alone = many.filter(
        (states) => states[source] !== 'healthy' && states.every((state, i) => i === source || state === 'healthy'),
      );
      assert.ok(alone.length >= 3, `source ${source} fails alone in each way`);
    }
    assert.deepEqual(many, [...combinationsOf(40, 1)], 'the same seed draws the same cases');
  });

  it('knows how many cases there are before any is made, and begins with the healthy one', () => {
    for (const [sources, exhaustive] of [
      [1, true],
      [6, true],
      [7, false],
      [1000, false],
    ] as const) {
      const combinations = combinationsOf(sources, 3);
      const counted = { cases: 0, healthy: [] as number[] };
      for (const states of combinations) {
        if (failing(states) === 0) counted.healthy.push(counted.cases);
        counted.cases++;
      }
      assert.deepEqual(
        [combinations.count, combinations.exhaustive, counted.healthy[0]],
        [counted.cases, exhaustive, 0],
        `${sources} sources`,
      );
    }
  });

  it('simulates each case once, says after each how far it is, and ends with the reason of an interruption', async () => {
    const heard: number[] = [];
    const loaded = await loadScenario('slow-tail');
    await faultLattice(loaded, { ...machine, within: new Scope(), progress: (done, of) => heard.push(done, of) });
    assert.deepEqual(heard, Array.from({ length: 64 }, (_, i) => [i + 1, 64]).flat());
    const within = new Scope();
    const enough = new Failure('interrupted', 'enough');
    const cut = faultLattice(loaded, { ...machine, within, progress: (done) => done === 3 && within.abort(enough) });
    await assert.rejects(cut, (error) => error === enough);
  });

  it('confirms the worst case first and then those with the fewest sources that fail, each once', () => {
    const names = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ name: `s${i}` })) as unknown as Scenario['sources'];
    const chosen = (sources: number, worst: readonly State[], most: number) =>
      casesToConfirm({ sources: names(sources), seed: 1 }, worst, most).map(String);
    assert.deepEqual(chosen(2, ['error', 'healthy'], 20), [
      'error,healthy', // the worst, and not again
      'hang,healthy',
      'slow,healthy',
      'healthy,error',
      'healthy,hang',
      'healthy,slow',
      'error,error',
      'hang,error',
      'slow,error',
      'error,hang',
      'hang,hang',
      'slow,hang',
      'error,slow',
      'hang,slow',
      'slow,slow',
    ]);
    assert.deepEqual(chosen(2, ['slow', 'slow'], 3), ['slow,slow', 'error,healthy', 'hang,healthy']);
    assert.deepEqual(chosen(2, ['slow', 'slow'], 1), ['slow,slow']);
    const many = chosen(40, ['slow', ...Array.from({ length: 39 }, () => 'hang' as const)], 20);
    assert.deepEqual(
      many.slice(1).map((states) => states.split(',').indexOf('error')),
      Array.from({ length: 19 }, (_, i) => i),
    );
  });

  it('finds the exact makespans and completeness of the capstone', async () => {
    const lattice = await faultLattice(await loadScenario('capstone'), { ...machine, ...quiet });
    assert.equal(lattice.cases, 64);
    assert.deepEqual(
      lattice.invariants.map(({ checked, broken, example }) => [checked, broken, example]),
      Array.from({ length: 5 }, () => [64, 0, null]),
    );
    assert.deepEqual(lattice.byFailures, [
      { failed: 0, cases: 1, minCompleteness: 1, maxMakespanMs: 5500 },
      { failed: 1, cases: 9, minCompleteness: 2 / 3, maxMakespanMs: 6500 },
      { failed: 2, cases: 27, minCompleteness: 1 / 3, maxMakespanMs: 6500 },
      { failed: 3, cases: 27, minCompleteness: 0, maxMakespanMs: 6500 },
    ]);
    assert.equal(lattice.worst.result.answer.completeness, 0);
    assert.equal(lattice.worst.result.makespanMs, 5000);
    assert.equal(lattice.combinations.length, 64);
    assert.deepEqual(lattice.combinations[0], {
      states: ['healthy', 'healthy', 'healthy'],
      makespanMs: 5500,
      completeness: 1,
    });
  });

  it('tells an answer that breaks an invariant', async () => {
    const loaded = await loadScenario('capstone');
    const baseline = await simulateOnce(loaded, { ...machine, contention: 1, mode: 'hybrid', within: new Scope() });
    const states = ['hang', 'healthy', 'healthy'] as const;
    const result = await simulateOnce(inStates(loaded, states), {
      ...machine,
      contention: 1,
      mode: 'hybrid',
      within: new Scope(),
    });
    const check = (change: object) => checkInvariants(loaded.scenario, states, { ...result, ...change }, baseline);
    assert.deepEqual(check({}), []);
    assert.deepEqual(check({ makespanMs: 15_001 }), ['the answer comes no later than the overall timeout']);
    assert.deepEqual(check({ leftOver: 1 }), ['nothing keeps running afterwards']);
    assert.deepEqual(check({ answer: { ...result.answer, errors: [] } }), [
      'every failure is named',
      'completeness adds up',
    ]);
    assert.deepEqual(check({ answer: { ...result.answer, completeness: 1 } }), ['completeness adds up']);
    const { news: _news, ...inferences } = result.answer.inferences;
    const lost = {
      ...result.answer,
      inferences,
      completeness: 1 / 3,
      errors: [...result.answer.errors, { ...result.answer.errors[0]!, source: 'news' }],
    };
    assert.deepEqual(check({ answer: lost }), ['a failed source costs no other source its answer']);
  });
});

describe('the remedies', () => {
  it('are tried on the scenario without its own, which is one row of the table', async () => {
    const loaded = await loadScenario('degraded');
    const results = await tryRemedies(disturbed(loaded), remediesFor(loaded), simulated);
    const byName = new Map(results.map((result) => [result.name, result]));
    assert.equal(byName.get('none')!.attemptsPerAnswer, 1);
    assert.ok(byName.get('retry')!.completeness > byName.get('none')!.completeness);
    assert.ok(byName.get('breaker')!.attemptsPerAnswer < 1, 'an open circuit asks nobody');
    assert.ok(byName.has("scenario's own"));
    const { degraded, completeness } = byName.get('fallback')!;
    assert.ok(Math.abs(degraded + completeness - 1) < 1e-9, 'every gap is filled, and none counted as an answer');
  });

  it('meet the same instants: an outage of ten seconds is met by those runs that begin in it, whatever the remedy', async () => {
    const loaded = await resolveScenario({
      sources: [{ name: 'a', latency: 1000, faults: ['error@0s..10s'] }],
      inference: { cost: 0 },
    });
    const byName = new Map(
      (await tryRemedies(loaded, remediesFor(loaded), { ...simulated, runs: 20, everyMs: 2000 })).map((result) => [
        result.name,
        result,
      ]),
    );
    assert.equal(byName.get('none')!.completeness, 15 / 20, 'runs begin at 0, 2, 4, 6 and 8 s and fail at once');
    assert.equal(byName.get('hedge')!.completeness, 15 / 20);
    assert.ok(byName.get('fallback')!.degraded === 5 / 20);
    assert.equal(
      byName.get('breaker')!.completeness,
      11 / 20,
      'opened at 8 s by the fifth failure in a row, it also refuses at 10, 12, 14 and 16 s',
    );
  });

  it('count what a cache asks in the background', async () => {
    const policies = [{ type: 'cache' as const, ttl: 90, stale: '10s' }];
    const loaded = await resolveScenario({
      sources: [{ name: 'a', latency: 50, faults: ['slow:1x'] }],
      inference: { cost: 0 },
      policies,
    });
    const own = (await tryRemedies(loaded, remediesFor(loaded), { ...simulated, runs: 100, everyMs: 1000 })).find(
      ({ name }) => name === "scenario's own",
    )!;
    assert.equal(
      own.attemptsPerAnswer,
      0.99,
      'each run but the first finds a stale answer and has it fetched anew, the last one after the end',
    );
    assert.equal(own.p50Ms, 0);
  });

  it('count as wasted what was fetched for nothing', async () => {
    const loaded = await resolveScenario({
      sources: [
        { name: 'fast', latency: 100, faults: ['slow:1x'] },
        { name: 'late', latency: 500 },
      ],
      inference: { cost: 100, workers: 1 },
    });
    const quorum = [
      {
        name: 'quorum',
        change: () => ({ policies: [{ type: 'quorum' as const, count: 1, sources: [], grace: 350 }] }),
      },
    ];
    const [result] = await tryRemedies(loaded, quorum, { ...simulated, workers: 1, runs: 20 });
    assert.equal(result!.wastedMs, 550, 'late was fetched in 500 ms and its inference cut off after 50 ms, at 550 ms');
  });

  it('name one that is better in something and worse in nothing', async () => {
    const loaded = await resolveScenario({
      sources: [{ name: 'a', latency: 100, faults: ['flaky:0.5'] }],
      inference: { cost: 10 },
    });
    const [none, retry] = await tryRemedies(
      loaded,
      remediesFor(loaded).filter(({ name }) => name === 'none' || name === 'retry'),
      simulated,
    );
    assert.equal(none!.dominatedBy, null, 'it asks least');
    assert.equal(retry!.dominatedBy, null, 'it answers most');
    const same = [
      { name: 'a', change: () => ({}) },
      { name: 'b', change: () => ({ policies: [{ type: 'bulkhead' as const, limit: 10, queue: 0 }] }) },
    ];
    const twins = await tryRemedies(loaded, same, simulated);
    assert.deepEqual(
      twins.map(({ dominatedBy }) => dominatedBy),
      [null, null],
      'equals do not dominate each other',
    );
  });
});

describe('a resilience report', () => {
  it('is what its schema says, fits 80 columns and repeats by its seed', async () => {
    const loaded = await loadScenario('capstone');
    const plan = makePlan(loaded, { clock: 'virtual', runs: 1, cores: 2, contention: 1 }, 2);
    const make = () => resilience({ plan, target: ['capstone'], runs: 50, tune: 'quorum', confirm: 0, ...quiet });
    const report = await make();
    assert.deepEqual(resilienceSchema.parse(JSON.parse(JSON.stringify(report))), JSON.parse(JSON.stringify(report)));
    assert.deepEqual({ ...(await make()), createdAt: '' }, { ...report, createdAt: '' });
    for (const line of textOf(resilienceBlocks(report), plainStyle(80)).split('\n'))
      assert.ok(line.length <= 80 || line.startsWith('  agent-bench '), line);
    assert.match(markdownOf(resilienceBlocks(report)), /^# capstone: resilience\n/);
    assert.equal(
      report.lattice.worst.command,
      'agent-bench run capstone --virtual --cores 2 --modes hybrid --fail-source weather=hang --fail-source ' +
        'news=error --fail-source knowledge_base=error',
    );
  });

  for (const [what, at, kept] of [
    ['the first remedy', ['remedies', 1], { remedies: 1, tuned: false, confirmed: 0 }],
    ['the remedies', ['values of retry', 2], { remedies: 8, tuned: false, confirmed: 0 }],
    ['all values of a parameter', ['cases on real time', 0], { remedies: 8, tuned: true, confirmed: 0 }],
    ['the first case on real time', ['cases on real time', 1], { remedies: 8, tuned: true, confirmed: 1 }],
  ] as const) {
    it(`that is interrupted after ${what} has what was finished, and says so`, async () => {
      const loaded = await resolveScenario({
        name: 'two',
        sources: [
          { name: 'a', latency: 5 },
          { name: 'b', latency: 5 },
        ],
        inference: { cost: 1 },
        limits: { fetchTimeout: 50 },
      });
      const plan = makePlan(loaded, { clock: 'virtual', runs: 1, cores: 2, contention: 1 }, 2);
      const within = new Scope();
      const progress = (part: string, done: number): void => {
        if (part === at[0] && done === at[1]) within.abort(new Failure('interrupted', 'enough'));
      };
      const report = await resilience({ plan, target: ['two'], runs: 20, tune: 'retry', confirm: 2, within, progress });
      assert.deepEqual(
        { remedies: report.remedies.length, tuned: report.tuning !== null, confirmed: report.confirmed.length },
        kept,
      );
      assert.equal(report.interrupted, true);
      assert.equal(report.lattice.cases, 16);
      resilienceSchema.parse(JSON.parse(JSON.stringify(report)));
      assert.match(textOf(resilienceBlocks(report), plainStyle(80)), /\n\nAll invariants hold\.\nInterrupted: /);
      assert.match(
        markdownOf(resilienceBlocks(report)),
        /\n\n\*\*Interrupted: [^\n]*\*\*\n\n[\s\S]*\n\nAll invariants hold\.\n$/,
      );
    });
  }

  it('that is interrupted before every combination was tried is none', async () => {
    const plan = makePlan(await loadScenario('capstone'), { clock: 'virtual', runs: 1, cores: 2, contention: 1 }, 2);
    const within = new Scope();
    const enough = new Failure('interrupted', 'enough');
    const progress = (): void => {
      within.abort(enough);
    };
    const cut = resilience({ plan, target: ['capstone'], runs: 20, tune: undefined, confirm: 0, within, progress });
    await assert.rejects(cut, (error) => error === enough);
  });
});
