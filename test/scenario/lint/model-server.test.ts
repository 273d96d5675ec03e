import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lintWarnings } from '#src/scenario/lint/lint.js';
import { resolveScenario } from '#src/scenario/load.js';
import { overridden, type Overrides } from '#src/scenario/override.js';
import type { ScenarioInput } from '#src/scenario/schema.js';

type Inference = Extract<NonNullable<ScenarioInput['inference']>, { type: 'openai' }>;

function asking(change: Partial<Inference> = {}, source: object = {}): ScenarioInput {
  return {
    sources: [{ name: 'a', latency: 1, ...source }],
    inference: { type: 'openai', url: 'http://localhost:1/v1', model: 'big', ...change },
  };
}

const refused: [what: string, input: ScenarioInput, flags: Overrides, said: string][] = [
  [
    'a cheaper inference by its CPU time',
    asking({ policies: [{ type: 'model-fallback', cost: '1s' }] }),
    {},
    'inference.policies.0: model-fallback makes an inference of less CPU time, which a model server takes none of; ' +
      'name a fallbackModel instead',
  ],
  [
    'an order of dispatch',
    asking(),
    { dispatch: 'longest-first' },
    'inference.policies.0: dispatch gives out free workers, and a model server needs none; leave it out ' +
      '(concurrency limits its requests)',
  ],
  [
    'a cost',
    asking({ cost: '2s' }),
    {},
    'inference.cost: a model server takes no CPU time here, not 2.00 s; leave it out',
  ],
  [
    'a cost by flag',
    asking(),
    { inferCost: 100 },
    'inference.cost: a model server takes no CPU time here, not 0.10 s; leave it out',
  ],
  [
    'a cost of a source',
    asking({}, { cost: '2s' }),
    {},
    'sources.0.cost: a model server takes no CPU time here, not 2.00 s; leave it out',
  ],
  [
    'faults of workers',
    asking(),
    { failWorker: ['crash'] },
    'inference.faults: these are faults of workers, and a model server needs none; use modelFaults',
  ],
  [
    'itself in its own place',
    asking({ fallbackModel: 'big' }),
    {},
    'inference.fallbackModel: it is the model that it is to stand in for; name another one',
  ],
  ['a fault that there is not', asking({ modelFaults: ['helpless'] }), {}, 'inference.modelFaults.0'],
];

describe('a scenario with a model server is refused for', () => {
  for (const [what, input, flags, said] of refused) {
    it(what, async () => {
      const checked = async (): Promise<unknown> => overridden((await resolveScenario(input)).scenario, flags);
      await assert.rejects(checked, (error: Error) => {
        assert.equal(error.name, 'UsageError');
        assert.ok(error.message.includes(said), error.message);
        return true;
      });
    });
  }
});

describe('a scenario with a model server gets a warning of', () => {
  const warningsOf = async (input: ScenarioInput, flags: Overrides = {}): Promise<string[]> =>
    lintWarnings(overridden((await resolveScenario(input)).scenario, flags));

  it('workers, which change nothing', async () => {
    const line = 'inference.workers: a model server needs no worker threads, so 4 change nothing; leave it out';
    assert.deepEqual(await warningsOf(asking({ workers: 4 })), [line]);
    assert.deepEqual(await warningsOf(asking(), { workers: 4 }), [line]);
  });

  it('answers longer than their limit', async () => {
    assert.deepEqual(await warningsOf(asking({ tokens: 300 })), [
      'inference.tokens: simulated answers of 300 tokens all end at the 256 of inference.maxTokens; make it fewer, ' +
        'or that more',
    ]);
  });

  it('nothing else', async () => {
    assert.deepEqual(
      await warningsOf(asking({ fallbackModel: 'small', policies: [{ type: 'retry', attempts: 2 }] })),
      [],
    );
  });
});
