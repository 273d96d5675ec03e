import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { reporters, run, whatIf, whatIfSchema, type Report, type ScenarioInput, type WhatIf } from '#src/index.js';
import { Failure } from '#src/model/errors.js';
import { Scope } from '#src/model/scope.js';
import { plainStyle } from '#src/render/style.js';
import { text } from '#src/render/run/text.js';
import { loadScenario, resolveScenario } from '#src/scenario/load.js';
import { usualBudget, whatIfOf } from '#src/experiments/what-if/what-if.js';
import { randomCase } from '../../support/random-scenarios.js';

const within = new Scope();

async function capstone(cores: number, change: Partial<ScenarioInput> = {}, runs = 1): Promise<Report> {
  const { scenario } = await loadScenario('capstone');
  return run({ ...scenario, modes: ['hybrid'], ...change }, { virtual: true, cores, runs, whatIf: true });
}

const isPossible = (scenario: ScenarioInput): Promise<boolean> =>
  resolveScenario(scenario).then(
    () => true,
    () => false,
  );
const of = ({ changes }: WhatIf, set: string): WhatIf['changes'][number] =>
  changes.find((change) => change.set === set)!;
const slacks = ({ slack }: WhatIf): Record<string, number> =>
  Object.fromEntries(slack.map(({ kind, name, slackMs }) => [`${kind} ${name}`, slackMs]));

describe('what would help capstone', () => {
  it('on two cores is what a pencil says', async () => {
    const found = (await capstone(2)).whatIf!;
    assert.deepEqual(found.unchanged, {
      measuredMs: 5500,
      predictedMs: 5500,
      errorPercent: 0,
      completeness: 1,
      p95: null,
    });
    assert.deepEqual(
      [of(found, 'knowledge_base=0.5x').gainMs, Math.round(of(found, 'knowledge_base=0.5x').gainPercent)],
      [1000, 18],
    );
    assert.equal(of(found, 'knowledge_base.fetch=0.5x').gainMs, 0); // news has the worker until 3.5 s
    assert.equal(of(found, 'news=2x').gainMs, -1500);
    assert.equal(of(found, 'cores=3').gainMs, 500);
    assert.equal(of(found, 'mode=sequential').makespanMs, 12_500);
    // Another source than knowledge_base would wait for the worker that news has, and knowledge_base for neither.
    assert.deepEqual(slacks(found), {
      'inference knowledge_base': 0,
      'fetch news': 0,
      'inference news': 0,
      'fetch knowledge_base': 500,
      'fetch weather': 1500,
      'inference weather': 1500,
    });
  });

  it('on three cores is what a pencil says', async () => {
    const found = (await capstone(3)).whatIf!;
    assert.equal(of(found, 'knowledge_base=0.5x').gainMs, 1000);
    assert.equal(of(found, 'news=0.5x').gainMs, 0);
    assert.equal(of(found, 'workers=4').gainMs, 0);
    assert.deepEqual(slacks(found), {
      'inference knowledge_base': 0,
      'fetch knowledge_base': 0,
      'fetch weather': 1000,
      'inference weather': 1000,
      'fetch news': 1500,
      'inference news': 1500,
    });
  });

  it('is ranked by gain, with what loses answers behind what keeps them', async () => {
    const { changes } = (await capstone(2)).whatIf!;
    const keeping = changes.filter(({ completeness }) => completeness === 1);
    assert.deepEqual(changes.slice(0, keeping.length), keeping);
    assert.deepEqual(
      keeping.map(({ gainMs }) => gainMs),
      keeping.map(({ gainMs }) => gainMs).toSorted((a, b) => b - a),
    );
    const gone = changes.find(({ set }) => set === 'knowledge_base=gone')!;
    assert.deepEqual([gone.gainMs, gone.completeness], [1500, 2 / 3]);
  });

  it('says what limits it next, and which two changes are worth more than any one', async () => {
    const { next, pairs } = (await capstone(2)).whatIf!;
    // Inference at half the time: 4 s, of which fetching knowledge_base is 3.
    assert.deepEqual(next, {
      after: 'inference=0.5x',
      bound: 'fetch',
      source: 'knowledge_base',
      share: 0.75,
      set: 'fetch=0.5x',
      gainMs: 1250,
    });
    assert.deepEqual(
      pairs.map(({ set, makespanMs }) => ({ set: set.toSorted(), makespanMs })),
      [
        { set: ['inference=0.5x', 'knowledge_base.fetch=0.9x'], makespanMs: 3700 },
        { set: ['fetch=0.9x', 'inference=0.5x'], makespanMs: 3700 },
      ],
    );
  });

  it('is not said where nothing was answered', async () => {
    const found = (
      await capstone(2, {
        faults: ['weather=hang', 'news=hang', 'knowledge_base=hang'],
        policies: [{ type: 'quorum', count: 3 }],
      })
    ).whatIf;
    assert.equal(found, null);
  });
});

describe('what-if of repeated runs', () => {
  it('has intervals from 6 runs on, and the 95th percentile from 20 on', async () => {
    const { scenario } = await loadScenario('slow-tail');
    for (const [runs, intervals, tails] of [
      [5, false, false],
      [6, true, false],
      [20, true, true],
    ] as const) {
      const found = (await run({ ...scenario, modes: ['hybrid'] }, { virtual: true, cores: 2, runs, whatIf: true }))
        .whatIf!;
      assert.equal(found.runs, runs);
      const change = of(found, 'fetch=0.5x');
      assert.deepEqual([change.interval !== null, change.p95 !== null], [intervals, tails]);
      if (change.interval === null) continue;
      assert.ok(change.interval.low <= change.gainMs && change.gainMs <= change.interval.high);
    }
  });

  it('is the same for the same seed', async () => {
    const { scenario } = await loadScenario('slow-tail');
    const found = async (): Promise<unknown> =>
      (await run({ ...scenario, modes: ['hybrid'] }, { virtual: true, cores: 2, runs: 8, whatIf: true })).whatIf;
    assert.deepEqual(await found(), await found());
  });
});

describe('the work of what-if', () => {
  const manySources = (count: number, runs = 1): Promise<Report> => {
    const sources = Array.from({ length: count }, (_, i) => ({ name: `s${i}`, latency: 100 + i }));
    return run(
      { name: 'many', sources, inference: { cost: 1 }, modes: ['hybrid'] },
      { virtual: true, cores: 4, runs, whatIf: true },
    );
  };

  it('is bounded: fewer runs of many sources, fewer changes of more, and none at all of very many', async () => {
    const many = async (count: number, runs: number): Promise<WhatIf | null> => (await manySources(count, runs)).whatIf;
    const some = (await many(20, 30))!;
    assert.ok(some.runs >= 1 && some.runs < 30, `${some.runs} runs`);
    assert.equal(new Set(some.changes.map(({ set }) => /^s\d+/u.exec(set)?.[0]).filter(Boolean)).size, 12);
    assert.deepEqual([some.ofRuns, some.leftOut.length], [30, 1]);
    const more = (await many(300, 1))!;
    assert.deepEqual(
      [...new Set(more.changes.map(({ set }) => /=([\d.]+)x/u.exec(set)?.[1]).filter(Boolean))],
      ['0.5'],
    );
    assert.match(more.leftOut.join(), /other paces than 50 % faster: 300 sources are too many/);
    assert.equal(await many(1500, 1), null);
  });

  it('is said to be left out in the report of a run', async () => {
    const report = await manySources(1500);
    assert.match(
      text(report, plainStyle()),
      /What would help: `agent-bench what-if` on the saved report says it \(left out\nhere: 1,500 sources\)\./,
    );
    assert.match(reporters.markdown(report), /left out here: 1,500 sources/);
  });

  it('is that of what was asked for where there are too many sources for the rest', async () => {
    const report = await manySources(1500);
    const { whatIf: found, changed } = await whatIf(report, { set: ['s7=gone'] });
    assert.deepEqual([found.changes, found.slack, found.pairs, found.next], [[], [], [], null]);
    assert.match(found.leftOut.join(), /every change but those asked for, slack and pairs: 1,500 sources are too many/);
    assert.ok(changed!.completeness < 1);
  });

  it('ends with nothing once it is aborted', async () => {
    const report = await capstone(2);
    const scope = new Scope();
    scope.abort(new Failure('interrupted', 'enough'));
    assert.equal(await whatIfOf(report, report.modes[0]!, { within: scope, budget: usualBudget }), null);
  });

  it('has an answer that fits its schema for whatever scenario', async () => {
    for (let number = 0; number < 12; number++) {
      const { scenario, mode, world } = randomCase(number, { plain: number % 2 === 0 });
      if (!(await isPossible(scenario))) continue;
      const report = await run(
        { ...scenario, modes: [mode] },
        { virtual: true, cores: world.cores, contention: world.contention, runs: 2 },
      );
      const found = await whatIfOf(report, report.modes[0]!, { within, budget: 8000, least: true });
      const parsed = whatIfSchema.parse(found);
      assert.ok(Math.abs(parsed.unchanged.errorPercent) < 1e-6, `${number}: ${parsed.unchanged.errorPercent}`);
    }
  });
});

describe('what-if of a quorum', () => {
  it('does not name a source that was given up as what limits it', async () => {
    const sources = ['400ms', '300ms', '100ms', '3s'].map((latency, i) => ({ name: `s${i}`, latency }));
    const input: ScenarioInput = {
      sources,
      inference: { cost: 50 },
      policies: [{ type: 'quorum', count: 2, grace: 20 }],
      modes: ['hybrid'],
    };
    const { whatIf: found } = await run(input, { virtual: true, cores: 4, whatIf: true });
    assert.notEqual(found!.next!.source, 's3');
    const slack = found!.slack.find(({ kind, name }) => kind === 'fetch' && name === 's3')!;
    assert.deepEqual([slack.slackMs, slack.atLeast], [370, true]);
  });
});

describe('whatIf of the library', () => {
  it('says what changes come to together, with the run that it would be', async () => {
    const report = await capstone(2);
    const { changed } = await whatIf(report, { set: ['knowledge_base=0.5x', 'workers=3', 'cores=3', 'news=+1'] });
    assert.equal(changed!.makespanMs, changed!.run.makespanMs);
    assert.deepEqual(Object.keys(changed!.run.result.sources), ['weather', 'news', 'knowledge_base', 'news 2']);
    assert.deepEqual(changed!.world, { mode: 'hybrid', cores: 3, workers: 3 });
    assert.equal(changed!.completeness, 1);
  });

  it('refuses a mode that the report has not, and a report with none', async () => {
    const report = await capstone(2);
    await assert.rejects(whatIf(report, { mode: 'parallel' }), /--mode parallel: the report has only hybrid/);
    await assert.rejects(whatIf({ ...report, modes: [] }), /no finished mode/);
  });

  it('refuses a report without a trace of what answered', async () => {
    const report = await capstone(2);
    const [mode] = report.modes;
    const [one] = mode!.runs;
    const without = (kind: string): Report => ({
      ...report,
      modes: [
        {
          ...mode!,
          runs: [{ ...one!, spans: one!.spans.filter((span) => span.kind !== kind || span.name !== 'news') }],
        },
      ],
    });
    for (const kind of ['attempt', 'inference'])
      await assert.rejects(whatIf(without(kind)), /no trace of what 'news' took in hybrid mode/);
    await whatIf(without('fetch'));
  });
});
