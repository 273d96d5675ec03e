import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UsageError } from '#src/model/errors.js';
import { resolveScenario } from '#src/scenario/load.js';
import { overridden } from '#src/scenario/override.js';
import type { ScenarioInput } from '#src/scenario/schema.js';
import { assertIdle, capstone, errorsOf, simulator, times } from '../support/simulate.js';

type Quorum = { readonly count?: number; readonly sources?: string[]; readonly grace?: number };

/** On capstone with a core for each, news is there at 3500, weather at 4000 and knowledge_base at 5000. */
function quorum(given: Quorum, change: Partial<ScenarioInput> = {}): ScenarioInput {
  return capstone({ ...change, policies: [{ type: 'quorum', ...given }, ...(change.policies ?? [])] });
}

const other = { kind: 'enough', stage: 'inference' };

describe('a quorum among the policies', () => {
  for (const [what, given, makespanMs, missing] of [
    ['of one, where nothing is said', {}, 3500, ['weather', 'knowledge_base']],
    ['of two', { count: 2 }, 4000, ['knowledge_base']],
    ['of all', { count: 3 }, 5000, []],
    ['of one that must be knowledge_base', { sources: ['knowledge_base'] }, 5000, []],
    ['of one that must be weather', { sources: ['weather'] }, 4000, ['knowledge_base']],
    ['of two with news among them', { count: 2, sources: ['news'] }, 4000, ['knowledge_base']],
    ['of two with a grace that is too short for the third', { count: 2, grace: 999 }, 4999, ['knowledge_base']],
    ['of two with a grace that is long enough for the third', { count: 2, grace: 1001 }, 5000, []],
    ['of one with a grace that brings in the second', { count: 1, grace: 600 }, 4100, ['knowledge_base']],
  ] as const) {
    it(`${what} ends the query after ${makespanMs} ms, and names those that are missing`, async () => {
      const simulation = await simulator(quorum(given as Quorum));
      const run = await simulation.run('hybrid');
      assert.equal(run.makespanMs, makespanMs);
      assert.deepEqual(
        run.answer.errors.map(({ source, kind, stage }) => ({ source, kind, stage })),
        missing.map((source) => ({ source, ...other })),
      );
      assert.equal(run.answer.completeness, (3 - missing.length) / 3);
      assert.equal(run.answer.status, missing.length === 0 ? 'complete' : 'partial');
      if (missing.length > 0)
        assert.match(run.answer.errors[0]!.message, /^[12] sources? had answered, which is enough$/);
      await assertIdle(simulation);
    });
  }

  it('may stand anywhere in the list, and is no wrapper there', async () => {
    const retry = { type: 'retry' as const, attempts: 1, base: 100, jitter: 'none' as const };
    for (const policies of [
      [{ type: 'quorum' as const, count: 2 }, retry],
      [retry, { type: 'quorum' as const, count: 2 }],
    ]) {
      const run = await (await simulator(capstone({ policies, faults: ['news=error@..50ms'] }))).run('hybrid');
      assert.deepEqual([run.makespanMs, Object.keys(run.answer.inferences)], [4000, ['weather', 'news']]);
    }
  });

  it('scales its grace with everything else', async () => {
    const run = await (await simulator(quorum({ count: 1, grace: 600 }, { scale: 0.1 }))).run('hybrid');
    assert.equal(run.makespanMs, 410);
  });

  it('that is not reached changes nothing', async () => {
    const run = await (await simulator(quorum({ count: 3 }, { faults: ['weather=error'] }))).run('hybrid');
    assert.equal(run.makespanMs, 5000);
    assert.deepEqual(errorsOf(run), [['weather', 'fetch', 'error', 1, 0]]);
  });

  it('does not count what stands in for a source: the others are waited for', async () => {
    const fallback = { type: 'fallback' as const, payload: 'instead' };
    const run = await (
      await simulator(quorum({ count: 1 }, { faults: ['weather=error'], policies: [fallback] }))
    ).run('hybrid');
    assert.equal(run.makespanMs, 3500, 'the instead is inferred by 2 s, news by 3.5 s');
    assert.deepEqual(
      run.answer.errors.map(({ source, kind }) => [source, kind]),
      [
        ['weather', 'error'],
        ['knowledge_base', 'enough'],
      ],
    );
  });

  it('does not count a cheaper inference either, and a source that must be there must be there itself', async () => {
    const cheaper = { cost: '2s', faults: ['crash'], policies: [{ type: 'model-fallback' as const, cost: '100ms' }] };
    const all = await (await simulator(quorum({ count: 1 }, { inference: cheaper }))).run('hybrid');
    assert.deepEqual(
      [all.answer.completeness, all.answer.errors.map(({ kind }) => kind)],
      [0, ['inference', 'inference', 'inference']],
    );
    const fallback = { type: 'fallback' as const, payload: 'instead' };
    const needed = await (
      await simulator(quorum({ count: 1, sources: ['weather'] }, { faults: ['weather=error'], policies: [fallback] }))
    ).run('hybrid');
    assert.deepEqual([needed.answer.completeness, needed.makespanMs], [2 / 3, 5000]);
  });

  it('cuts off retries’ pauses and waits for a worker too', async () => {
    const retry = {
      type: 'retry' as const,
      attempts: 3,
      base: 5000,
      jitter: 'none' as const,
      backoff: 'constant' as const,
    };
    const input = quorum({ count: 1 }, { faults: ['weather=error'], policies: [retry], limits: { timeout: '60s' } });
    const simulation = await simulator(input, { cores: 1 });
    const run = await simulation.run('hybrid');
    assert.equal(run.makespanMs, 3500);
    assert.deepEqual(times(run.spans, 'backoff'), [[0, 3500, 'enough']]);
    await assertIdle(simulation);
  });

  it('is refused twice', async () => {
    await assert.rejects(resolveScenario(capstone({ policies: [{ type: 'quorum' }, { type: 'quorum' }] })), {
      message: /policies: expected one quorum at most/,
    });
  });

  for (const [given, said] of [
    [{ count: 4 }, 'policies.0.count: a quorum of 4 is never reached with 3 sources; lower it'],
    [{ sources: ['wether'] }, "policies.0.sources: unknown source 'wether'; did you mean 'weather'?"],
    [{ count: 0 }, 'policies.0.count'],
  ] as const) {
    it(`of ${JSON.stringify(given)} is refused`, async () => {
      await assert.rejects(resolveScenario(quorum(given as Quorum)), (error) => {
        assert.ok(error instanceof UsageError && error.message.includes(said), String(error));
        return true;
      });
    });
  }
});

describe('--quorum', () => {
  it('takes the place of the scenario’s own, which then says nothing any more', async () => {
    const { scenario } = await resolveScenario(quorum({ count: 1, sources: ['knowledge_base'], grace: 700 }));
    const changed = overridden(scenario, { quorum: 2 });
    assert.deepEqual(
      changed.policies.filter(({ type }) => type === 'quorum'),
      [{ type: 'quorum', count: 2, sources: [], grace: 0 }],
    );
    assert.equal((await (await simulator(changed as ScenarioInput)).run('hybrid')).makespanMs, 4000);
  });

  it('leaves other policies where they are', async () => {
    const { scenario } = await resolveScenario(capstone({ policies: [{ type: 'retry', attempts: 1 }] }));
    assert.deepEqual(
      overridden(scenario, { quorum: 2 }).policies.map(({ type }) => type),
      ['quorum', 'retry'],
    );
  });

  it('above the number of sources is refused', async () => {
    const { scenario } = await resolveScenario(capstone());
    assert.throws(() => overridden(scenario, { quorum: 4 }), {
      name: 'UsageError',
      message: /a quorum of 4 is never reached with 3 sources; lower it/,
    });
  });
});
