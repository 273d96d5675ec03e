import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { run, whatIf, type ScenarioInput } from '#src/index.js';
import { Scope } from '#src/model/scope.js';
import { recordedRunsOf, replay, upToRun } from '#src/experiments/what-if/replay.js';
import { simulate, type Simulated } from '#src/experiments/run/simulate.js';
import { inferencePolicySchema } from '#src/scenario/fields/inference.js';
import { resolveScenario } from '#src/scenario/load.js';
import { scenarioPolicySchema, type ScenarioInput as Input } from '#src/scenario/schema.js';

const within = new Scope();
const world = { cores: 2, workers: 2, contention: 1 };
/** Adaptive timeouts and hedges wait for ten latencies. */
const runs = 13;

type Policy = z<typeof scenarioPolicySchema>;
type InferencePolicy = z<typeof inferencePolicySchema>;
type z<T extends { readonly _zod: { readonly input: unknown } }> = T['_zod']['input'];

interface Case {
  readonly policy: Policy;
  readonly stateful: boolean;
  readonly faults?: string[];
}

const around: readonly Case[] = [
  { policy: { type: 'bulkhead', limit: 1, queue: 1 }, stateful: false },
  { policy: { type: 'cache', ttl: '1h' }, stateful: true },
  { policy: { type: 'circuit-breaker', threshold: 1 }, stateful: true, faults: ['error'] },
  { policy: { type: 'fallback', payload: 'instead' }, stateful: false, faults: ['flaky:0.5'] },
  { policy: { type: 'fallback', stale: true }, stateful: true, faults: ['flaky:0.5'] },
  { policy: { type: 'hedge', after: 10 }, stateful: false, faults: ['slow:2x%0.5'] },
  { policy: { type: 'hedge', after: { quantile: 0.5, first: 10 } }, stateful: true },
  { policy: { type: 'rate-limit', limit: 1, per: '10s' }, stateful: true },
  { policy: { type: 'retry', attempts: 2 }, stateful: false, faults: ['flaky:0.5'] },
  { policy: { type: 'retry', attempts: 1, budget: 0.5 }, stateful: true, faults: ['error'] },
  { policy: { type: 'timeout', after: 150 }, stateful: false, faults: ['slow:2x%0.5'] },
  { policy: { type: 'timeout', after: { adaptive: { quantile: 0.5, factor: 0.5, min: 1 } } }, stateful: true },
  { policy: { type: 'quorum', count: 1 }, stateful: false },
];

const aroundInference: readonly { readonly policies: readonly InferencePolicy[]; readonly stateful: boolean }[] = [
  { policies: [{ type: 'bulkhead', limit: 1, queue: 1 }], stateful: false },
  {
    policies: [
      { type: 'circuit-breaker', threshold: 1 },
      { type: 'timeout', after: 10 },
    ],
    stateful: true,
  },
  { policies: [{ type: 'dispatch', order: 'longest-first' }], stateful: false },
  { policies: [{ type: 'hedge', after: 10 }], stateful: false },
  { policies: [{ type: 'hedge', after: { quantile: 0.5, first: 10 } }], stateful: true },
  {
    policies: [
      { type: 'model-fallback', cost: 5 },
      { type: 'timeout', after: 10 },
    ],
    stateful: false,
  },
  { policies: [{ type: 'rate-limit', limit: 2, per: '10s' }], stateful: true },
  {
    policies: [
      { type: 'retry', attempts: 2 },
      { type: 'timeout', after: 10 },
    ],
    stateful: false,
  },
  {
    policies: [
      { type: 'retry', attempts: 1, budget: 0.25 },
      { type: 'timeout', after: 10 },
    ],
    stateful: true,
  },
  { policies: [{ type: 'timeout', after: 10 }], stateful: false },
  {
    policies: [{ type: 'timeout', after: { adaptive: { quantile: 0.5, factor: 0.5, min: 1 } } }],
    stateful: true,
  },
];

/** What each of so many runs in a row comes to, and each of them alone in a world of its own. */
async function inARowAndAlone(input: Input): Promise<{ inARow: unknown[]; alone: unknown[] }> {
  const loaded = await resolveScenario(input);
  const options = { mode: 'hybrid', ...world, within } as const;
  const alone: unknown[] = [];
  for (let from = 0; from < runs; from++)
    alone.push(...(await simulate(loaded, { ...options, from, runs: 1 }, essence)));
  return { inARow: await simulate(loaded, { ...options, runs }, essence), alone };
}

/** A run without stamps on the clock, which tell where in a row it stood. */
function essence({ answer, spans, makespanMs }: Simulated): unknown {
  const round = (ms: number): number => Math.round(ms * 1e4) / 1e4;
  return {
    makespanMs: round(makespanMs),
    errors: answer.errors.map(({ source, kind, attempts }) => [source, kind, attempts]),
    spans: spans.map(({ kind, name, startMs, endMs, outcome }) => [kind, name, round(startMs), round(endMs), outcome]),
  };
}

/** The last run of each replay up to it: what what-if shows for the typical run, whichever that is. */
async function replayed(input: Input): Promise<unknown[]> {
  const loaded = await resolveScenario(input);
  const recorded = await simulate(loaded, { mode: 'hybrid', ...world, within, runs }, ({ answer, spans }) => ({
    spans,
    result: answer,
  }));
  const { scenario } = loaded;
  const recording = recordedRunsOf({ clock: 'virtual', world, scenario }, { mode: 'hybrid', runs: recorded });
  const last: unknown[] = [];
  for (let index = 0; index < runs; index++)
    last.push((await replay(upToRun(recording, index), [], within, essence)).at(-1));
  return last;
}

async function check(input: Input, stateful: boolean): Promise<void> {
  const { inARow, alone } = await inARowAndAlone(input);
  if (stateful) assert.notDeepEqual(alone, inARow, 'the case does not show the state');
  else assert.deepEqual(alone, inARow);
  assert.deepEqual(await replayed(input), inARow);
}

const typesOf = (options: readonly { readonly shape: { readonly type: { readonly value: string } } }[]): Set<string> =>
  new Set(options.map(({ shape }) => shape.type.value));

describe('a run that is replayed meets the state that the runs before it left', () => {
  for (const { policy, stateful, faults = [] } of around) {
    const said = `${JSON.stringify(policy)}, which is ${stateful ? 'stateful' : 'stateless'}`;
    it(`of a policy around all sources: ${said}`, () =>
      check(
        {
          sources: [
            { name: 'a', latency: 100, faults },
            { name: 'b', latency: 120 },
          ],
          inference: { cost: 50 },
          policies: [policy],
        },
        stateful,
      ));
    if (policy.type === 'quorum') continue;
    it(`of a policy of one source: ${said}`, () =>
      check({ sources: [{ name: 'a', latency: 100, faults, policies: [policy] }], inference: { cost: 50 } }, stateful));
  }
  for (const { policies, stateful } of aroundInference) {
    it(`of policies around inference: ${JSON.stringify(policies)}, ${stateful ? 'stateful' : 'stateless'}`, () =>
      check(
        {
          sources: [
            { name: 'a', latency: 100 },
            { name: 'b', latency: 120 },
          ],
          inference: { cost: 50, policies: [...policies] },
        },
        stateful,
      ));
  }

  it('of every type of policy there is', () => {
    assert.deepEqual(new Set(around.map(({ policy }) => policy.type)), typesOf(scenarioPolicySchema.options));
    assert.deepEqual(
      new Set(aroundInference.flatMap(({ policies }) => policies.map(({ type }) => type))),
      typesOf(inferencePolicySchema.options),
    );
  });

  for (const fault of ['brown-out:1s', 'burst:200ms/1s', 'flap:300ms', 'error@300ms..700ms']) {
    it(`of a fault over run time: ${fault}`, () =>
      check({ sources: [{ name: 'a', latency: 100, faults: [fault] }], inference: { cost: 50 } }, true));
  }
  for (const fault of ['slow-core:2x@200ms..500ms', 'crash:0.1@300ms..700ms']) {
    it(`of a worker fault over run time: ${fault}`, () =>
      check({ sources: [{ name: 'a', latency: 100 }], inference: { cost: 50, faults: [fault] } }, true));
  }
});

describe('what-if of a source with a cache of its own', () => {
  const input: ScenarioInput = {
    sources: [
      { name: 'slow', latency: '2s', policies: [{ type: 'cache', ttl: '1h' }] },
      { name: 'quick', latency: '500ms' },
    ],
    inference: { cost: '50ms' },
    modes: ['hybrid'],
  };

  it('shows the typical run, in which the cache answers', async () => {
    const report = await run(input, { virtual: true, cores: 2, runs: 5 });
    assert.deepEqual(
      report.modes[0]!.runs.map(({ makespanMs }) => makespanMs),
      [2050, 550, 550, 550, 550],
    );
    const { whatIf: found, changed } = await whatIf(report, { set: ['workers=3'] });
    assert.equal(found.unchanged.predictedMs, 550);
    assert.equal(changed!.run.makespanMs, 550);
    assert.deepEqual(
      found.slack.map(({ kind, name, slackMs }) => [kind, name, slackMs]),
      [
        ['fetch', 'quick', 0],
        ['inference', 'quick', 0],
        ['inference', 'slow', 500],
        ['fetch', 'slow', 550],
      ],
    );
  });
});
