import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Failure } from '#src/model/errors.js';
import { Scope } from '#src/model/scope.js';
import { assertIdle, simulator, times } from '../support/simulate.js';
import { inferring, some, type Inferring } from '../support/inferring.js';

const cheaper = { type: 'model-fallback' as const, cost: 500 };
const policies = [cheaper];
const crashed = 'injected fault: the worker ended in the middle of its work: exit code 1';
const late = 'too little time was left for an inference of 2.00 s';

/** What the query comes to where an inference takes two seconds and the cheaper one half a second. */
const cases: Record<string, [Inferring, Partial<Record<string, unknown>>]> = {
  'leaves a good inference alone': [
    { policies },
    {
      makespanMs: 3000,
      inferences: [['weather', 1000, 3000, 'ok']],
      errors: [],
      degraded: [],
      completeness: 1,
      status: 'complete',
    },
  ],
  'makes a cheaper inference at once when the first has failed, marked, named and no clean success': [
    { policies, faults: ['crash@..1500ms'], workers: 2 },
    {
      makespanMs: 2500,
      inferences: [
        ['weather', 1000, 2000, 'inference'],
        ['weather', 2000, 2500, 'ok'],
      ],
      errors: [['weather', 'inference', 'inference', 2, 2500]],
      messages: [crashed],
      degraded: [['weather', 'model']],
      inferred: ['weather'],
      completeness: 0,
      status: 'partial',
    },
  ],
  'waits for the worker that was lost where it is the only one': [
    { policies, faults: ['crash@..1500ms'] },
    {
      makespanMs: 2625,
      queues: [[2000, 2125, 'ok']],
      inferences: [
        ['weather', 1000, 2000, 'inference'],
        ['weather', 2125, 2625, 'ok'],
      ],
    },
  ],
  'gives up waiting for a worker at the moment from which the first would end too late': [
    { policies, sources: { weather: 0, news: 0 }, timeout: 3500 },
    {
      makespanMs: 2500,
      queues: [
        [0, 1500, 'rejected'],
        [1500, 2000, 'ok'],
      ],
      inferences: [
        ['weather', 0, 2000, 'ok'],
        ['news', 2000, 2500, 'ok'],
      ],
      errors: [['news', 'inference', 'rejected', 2, 2500]],
      messages: [late],
      degraded: [['news', 'model']],
      completeness: 0.5,
      status: 'partial',
    },
  ],
  'counts the cost of each source’s own inference': [
    { policies, sources: { weather: 0, news: [0, 1000], mail: [0, 3000] }, timeout: 3600 },
    {
      makespanMs: 3500,
      queues: [
        [0, 2000, 'ok'],
        [0, 600, 'rejected'],
        [600, 3000, 'ok'],
      ],
      errors: [['mail', 'inference', 'rejected', 2, 3500]],
      messages: ['too little time was left for an inference of 3.00 s'],
    },
  ],
  'does not begin the first where the time is too short from the start': [
    { policies, sources: { weather: 2000 }, timeout: 3999 },
    {
      makespanMs: 2500,
      inferences: [['weather', 2000, 2500, 'ok']],
      errors: [['weather', 'inference', 'rejected', 1, 2500]],
      messages: [late],
      degraded: [['weather', 'model']],
    },
  ],
  'does not begin the first where it would end with the deadline, which comes first': [
    { policies, sources: { weather: 2000 }, timeout: 4000 },
    { makespanMs: 2500, inferences: [['weather', 2000, 2500, 'ok']], messages: [late] },
  ],
  'begins the first where it ends a millisecond before the deadline': [
    { policies, sources: { weather: 2000 }, timeout: 4001 },
    { makespanMs: 4000, inferences: [['weather', 2000, 4000, 'ok']], errors: [], degraded: [] },
  ],
  'is too late as well when a worker is free at the very moment': [
    { policies, sources: { weather: 0, news: 0 }, timeout: 4000 },
    {
      makespanMs: 2500,
      inferences: [
        ['weather', 0, 2000, 'ok'],
        ['news', 2000, 2000, 'rejected'],
        ['news', 2000, 2500, 'ok'],
      ],
      errors: [['news', 'inference', 'rejected', 2, 2500]],
      degraded: [['news', 'model']],
    },
  ],
  'is in time when a worker is free a millisecond before': [
    { policies, sources: { weather: 0, news: 0 }, timeout: 4001 },
    {
      makespanMs: 4000,
      inferences: [
        ['weather', 0, 2000, 'ok'],
        ['news', 2000, 4000, 'ok'],
      ],
      errors: [],
    },
  ],
  'lets one that began in time run on past the last moment to begin': [
    { policies, faults: ['slow-core:1.4x'], timeout: 4000 }, // the last moment is 2000
    { makespanMs: 3800, inferences: [['weather', 1000, 3800, 'ok']], errors: [], completeness: 1 },
  ],
  'has nothing in the place of what the deadline cut off': [
    { policies, faults: ['slow-core:2x'], timeout: 4000 },
    {
      makespanMs: 4000,
      inferences: [['weather', 1000, 4000, 'deadline']],
      errors: [['weather', 'inference', 'deadline', 1, 4000]],
      degraded: [],
      status: 'failed',
    },
  ],
  'fails with one failure that names both when the cheaper one fails too': [
    { policies, faults: ['crash'], workers: 2 },
    {
      makespanMs: 2250,
      inferences: [
        ['weather', 1000, 2000, 'inference'],
        ['weather', 2000, 2250, 'inference'],
      ],
      errors: [['weather', 'inference', 'inference', 2, 2250]],
      messages: [`${crashed}; the cheaper inference in its place: ${crashed}`],
      degraded: [],
      inferred: [],
      completeness: 0,
      status: 'failed',
    },
  ],
  'fails with the deadline when that cuts off the cheaper one': [
    { policies, sources: { weather: 2000 }, timeout: 2400 },
    {
      makespanMs: 2400,
      inferences: [['weather', 2000, 2400, 'deadline']],
      errors: [['weather', 'inference', 'deadline', 1, 2400]],
      messages: ["the query's timeout of 2.40 s struck first"],
      degraded: [],
    },
  ],
  'is of no use to a source whose own inference is as cheap': [
    { policies, sources: { weather: 1000, news: [1000, 500] }, faults: ['crash@..1500ms'], workers: 3 },
    {
      inferences: [
        ['weather', 1000, 2000, 'inference'],
        ['news', 1000, 1250, 'inference'],
        ['weather', 2000, 2500, 'ok'],
      ],
      errors: [
        ['weather', 'inference', 'inference', 2, 2500],
        ['news', 'inference', 'inference', 1, 1250],
      ],
      degraded: [['weather', 'model']],
    },
  ],
  'scales with everything else': [
    { policies, sources: { weather: 0, news: 0 }, timeout: 3500, scale: 0.1 },
    {
      makespanMs: 250,
      queues: [
        [0, 150, 'rejected'],
        [150, 200, 'ok'],
      ],
    },
  ],
};

describe('a model fallback', () => {
  for (const [what, [options, expected]] of Object.entries(cases)) {
    it(what, async () => {
      assert.deepEqual(await some(options, expected as never), expected);
    });
  }

  it('does nothing for a query that is over: neither model, and the reason is the query’s', async () => {
    for (const policy of [[cheaper], []]) {
      const simulation = await simulator(
        inferring({ policies: policy, sources: { weather: 0, news: 0 }, faults: ['slow-core:2x'], timeout: 2500 }),
        {
          cores: 1,
        },
      );
      const run = await simulation.run('concurrent'); // news has its turn when all is over
      assert.deepEqual(
        run.answer.errors.map(({ source, kind, attempts }) => [source, kind, attempts]),
        [
          ['weather', 'deadline', 1],
          ['news', 'deadline', 0],
        ],
      );
      await assertIdle(simulation);
    }
  });

  it('ends in the queue at once with its query, and leaves neither timer nor listener', async () => {
    const simulation = await simulator(inferring({ policies, sources: { weather: 0, news: 0 }, timeout: 9000 }), {
      cores: 1,
    });
    const scope = new Scope();
    const run = await simulation.world.drive(
      () => {
        simulation.world.clock.after(700, () => {
          scope.abort(new Failure('interrupted', 'enough'));
        });
        return simulation.ask('hybrid', { within: scope });
      },
      () => [],
    );
    assert.equal(run.makespanMs, 700);
    assert.deepEqual(times(run.spans, 'queue', 'news'), [[0, 700, 'interrupted']]);
    assert.ok(run.answer.errors.every(({ kind }) => kind === 'interrupted'));
    await assertIdle(simulation);
  });
});
