import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { run as runScenario, type ModeReport, type ScenarioInput } from '#src/index.js';
import { fastest } from '#src/results/typical.js';
import { completenessOf, failureWords, modeFigures, standIn } from '#src/render/run/figures.js';
import { typicalRun } from '#src/results/typical.js';
import { niceStep } from '#src/render/timeline.js';

const threeSources: ScenarioInput['sources'] = [
  { name: 'weather', latency: '2s' },
  { name: 'news', latency: '1.5s' },
  { name: 'knowledge_base', latency: '3s' },
];

async function modesOf(input: Partial<ScenarioInput> = {}, runs = 1): Promise<ModeReport[]> {
  return (await runScenario({ sources: threeSources, ...input }, { virtual: true, cores: 2, runs })).modes;
}

describe('the fastest mode', () => {
  it('has the smallest makespan', async () => {
    assert.equal(fastest(await modesOf())?.mode, 'hybrid');
    assert.equal(fastest(await modesOf({ modes: ['parallel', 'concurrent'] }))?.mode, 'concurrent');
  });

  it('is looked for among those that answered most, for an empty answer is quick', async () => {
    const modes = await modesOf({ limits: { timeout: '8s' } }); // hybrid is complete at 5.5 s, the others are cut off
    assert.equal(fastest(modes)?.mode, 'hybrid');
    const [sequential, , , hybrid] = modes;
    const quick = { ...sequential!, runs: sequential!.runs.map((run) => ({ ...run, makespanMs: 1 })) };
    assert.equal(fastest([quick, hybrid!])?.mode, 'hybrid');
  });

  it('is none where nothing ran', () => {
    assert.equal(fastest([]), undefined);
  });
});

describe('the figures of a mode', () => {
  it('are those of its run', async () => {
    const hybrid = (await modesOf()).find(({ mode }) => mode === 'hybrid')!;
    assert.deepEqual(modeFigures(hybrid), {
      mode: 'hybrid',
      makespan: '5.50 s',
      speedup: '2.27×',
      efficiency: '91 %',
      coresBusy: '1.09',
      cpu: '6.00 s',
      coreWait: '0 s',
      completeness: '3/3',
    });
  });

  it('are medians over several runs', async () => {
    // 5.5 s, then 4 s twice from memory
    const [mode] = await modesOf({ modes: ['hybrid'], policies: [{ type: 'cache', ttl: '1h' }] }, 3);
    assert.equal(modeFigures(mode!).makespan, '4.00 s');
    assert.equal(typicalRun(mode!.runs).makespanMs, 4000);
  });

  it('show no speedup where completeness differs', async () => {
    const figures = (await modesOf({ limits: { timeout: '8s' } })).map(modeFigures);
    assert.deepEqual(figures.map(({ speedup, completeness }) => [speedup, completeness]).at(-1), ['–', '3/3']);
    assert.equal(figures[0]!.completeness, '0/3');
  });

  it('tell the range of completeness where runs differ', async () => {
    const [mode] = await modesOf({ modes: ['hybrid'], faults: ['weather=flaky:0.5', 'news=flaky:0.5'] }, 20);
    assert.equal(completenessOf(mode!.runs), '1/3 to 3/3');
  });
});

describe('what stood in for a source', () => {
  const fallback = { type: 'fallback' as const, source: 'news' };
  const modelFallback = { type: 'model-fallback' as const, cost: 500 };
  for (const [what, faults, words, instead] of [
    ['is told where there is an inference on it', [], 'error', 'news stood in'],
    ['is not told where there is none, and the inference is what failed', ['crash'], 'inference', undefined],
  ] as const) {
    it(what, async () => {
      const [mode] = await modesOf({
        modes: ['hybrid'],
        faults: ['weather=error'],
        policies: [fallback],
        inference: { faults: [...faults] },
      });
      const run = mode!.runs[0]!;
      const error = run.result.errors.find(({ source }) => source === 'weather')!;
      assert.deepEqual([failureWords(error, run), standIn('weather', run.result)], [words, instead]);
    });
  }

  it('is a cheaper inference where that failed', async () => {
    const [mode] = await modesOf({
      modes: ['hybrid'],
      inference: { faults: ['crash@..2.9s'], policies: [modelFallback] },
    });
    assert.deepEqual(
      mode!.runs[0]!.result.errors.map(({ source }) => [source, standIn(source, mode!.runs[0]!.result)]),
      [
        ['weather', 'a cheaper inference stood in'],
        ['news', undefined], // the cheaper one crashed as well
      ],
    );
  });
});

describe('the step of an axis', () => {
  for (const [value, step] of [
    [1, 1],
    [1.01, 2],
    [2.1, 2.5],
    [3, 5],
    [6, 10],
    [0.013, 0.02],
    [99, 100],
    [5000, 5000],
    [0.3, 0.5],
  ] as const) {
    it(`for ${value} is ${step}`, () => {
      assert.equal(niceStep(value), step);
    });
  }
});
