import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Failure } from '#src/model/errors.js';
import type { World } from '#src/model/ports.js';
import { Scope } from '#src/model/scope.js';
import { resolveScenario, type LoadedScenario } from '#src/scenario/load.js';
import { inferOn } from '#src/agent/infer.js';
import { buildAgent, simulatedFetch } from '#src/world/agent.js';
import { realWorld } from '#src/world/real.js';
import { virtualWorld } from '#src/world/virtual.js';
import { realClock } from '#src/time/real.js';
import { ask, type Came } from '../support/both-times.js';
import { WatchedScope } from '../support/fetching.js';
import { found } from '../support/simulate.js';
import { cases, type Case, type SourceInput } from './policy-cases.js';

/**
 * Every remedy at once: copies wait for the rate limit and for the bulkhead, and the timeout cuts off all that then
 * waits.
 */
const stack: SourceInput['policies'] = [
  { type: 'fallback', payload: 0 },
  { type: 'cache', ttl: 1, stale: '1m' },
  { type: 'timeout', after: 50 },
  { type: 'retry', attempts: 2, base: 1, jitter: 'none' },
  { type: 'circuit-breaker', threshold: 1000 },
  { type: 'hedge', after: 10, copies: 2 },
  { type: 'rate-limit', limit: 1, per: 15 },
  { type: 'bulkhead', limit: 1, queue: 5 },
];
const stacked = [
  { name: 'hanging', latency: 5, faults: ['hang'], policies: stack, timeout: 30 },
  { name: 'failing', latency: 5, faults: ['error'], policies: stack },
  { name: 'well', latency: 5, policies: stack },
];

/** All cases in one scenario, so that they share threads, which take most of a second to make. */
function scenario(): Promise<LoadedScenario> {
  const sources = Object.values(cases).flatMap((one) =>
    Object.entries(one.sources).map(([name, rest]) => ({ latency: 5, ...rest, name })),
  );
  return resolveScenario({
    sources: [...sources, ...stacked].map((source) => ({ payload: { inline: 70 }, ...source })),
    inference: { cost: 1 },
  });
}

/** What the queries of a case come to, asked on a world through sources without memory. */
async function play(world: World, { sources: names, quorum, steps }: Case): Promise<Came[]> {
  const made = world.agent();
  const agent = { ...made, sources: made.sources.filter(({ name }) => name in names) };
  const came: Came[] = [];
  for (const step of steps) {
    if ('wait' in step) await new Promise<void>((resolve) => world.clock.after(step.wait, resolve));
    else
      came.push(
        ...(await Promise.all(
          Array.from({ length: step.ask }, (_, i) => ask(world, { agent, quorum, index: came.length + i })),
        )),
      );
  }
  return came;
}

/** What of this process a policy could leave behind. */
const resources = (): string[] =>
  process
    .getActiveResourcesInfo()
    .filter((kind) => /Timeout|MessagePort|Worker/.test(kind))
    .toSorted();

describe('on real time as on simulated time', () => {
  const cores = { cores: 2, workers: 2 };
  let loaded: LoadedScenario;
  let real: World;
  before(async () => {
    loaded = await scenario();
    real = await realWorld(loaded, { ...cores, within: new Scope() });
  });
  after(() => real.close());

  for (const [what, one] of Object.entries(cases)) {
    it(what, async () => {
      const virtual = virtualWorld(loaded, { ...cores, contention: 1, analyse: () => found });
      const simulated = await virtual.drive(
        () => play(virtual, one),
        () => [],
      );
      const expected = one.expected.map(({ ms, ...facts }) => ({ facts, ms: [ms].flat() }));
      assert.deepEqual(simulated, expected);

      const idle = resources();
      const measured = await play(real, one);
      assert.deepEqual(
        measured.map(({ facts }) => facts),
        expected.map(({ facts }) => facts),
      );
      const exact = simulated.flatMap(({ ms }) => ms);
      for (const [i, ms] of measured.flatMap((came) => came.ms).entries()) {
        // Timers of Node may be early by the parts of milliseconds that they cut off.
        assert.ok(ms >= exact[i]! - 1 && ms <= exact[i]! + 500, `${ms} ms instead of ${exact[i]} ms`);
      }
      assert.deepEqual(resources(), idle);
    });
  }

  it(
    'all remedies together leave no timer, handle or listener, ten times over, whatever the sources do and whoever ' +
      'is interrupted',
    async () => {
      const [run, background] = [new WatchedScope(), new WatchedScope()];
      const made = buildAgent(
        loaded,
        { fetchOf: simulatedFetch(loaded), infer: (runBeganMs) => inferOn(real.engine, runBeganMs) },
        background,
      );
      const agent = {
        ...made,
        sources: made.sources.filter((source) => stacked.some(({ name }) => name === source.name)),
      };
      const idle = resources();
      const seen: string[] = [];
      for (let index = 0; index < 10; index++) {
        const stopped = new WatchedScope();
        realClock.after(25, () => {
          stopped.abort(new Failure('interrupted', 'stopped'));
        });
        // The interrupted one leads; the other one waits for what it fetches, and takes its place.
        const [first, second] = await Promise.all([
          ask(real, { agent, index, within: stopped }),
          ask(real, { agent, index, within: run }),
        ]);
        assert.equal(first.facts['answer']?.endsWith('interrupted'), true);
        assert.equal(second.facts['answer'], 'partial 0.33, error');
        assert.deepEqual([run.listeners, stopped.listeners], [0, 0]);
        seen.push(...Object.values(first.facts), ...Object.values(second.facts));
      }
      assert.equal(background.listeners, 0);
      assert.deepEqual(resources(), idle);
      for (const met of [
        'limit timeout',
        'limit interrupted',
        'attempt timeout',
        'attempt interrupted',
        'fetch cached',
        'backoff ok',
      ]) {
        assert.ok(
          seen.some((facts) => facts.includes(met)),
          met,
        );
      }
    },
  );
});
