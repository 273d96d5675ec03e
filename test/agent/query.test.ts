import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { modeNames } from '#src/agent/modes.js';
import { Failure } from '#src/model/errors.js';
import { Scope } from '#src/model/scope.js';
import type { ScenarioInput } from '#src/scenario/schema.js';
import { simulate, simulator, times, type Simulation, type Simulator } from '../support/simulate.js';

function capstone(change: Partial<ScenarioInput> = {}): ScenarioInput {
  const sources = [{ name: 'weather', latency: '2s' }, { name: 'news', latency: '1.5s' }, { name: 'knowledge_base', latency: '3s' }];
  return { sources, inference: { cost: '2s' }, ...change };
}

function errorsOf({ answer }: Simulation): [string, string, string, number, number][] {
  return answer.errors.map(({ source, stage, kind, attempts, elapsedMs }) => [source, stage, kind, attempts, elapsedMs]);
}

/** Nothing of the queries still runs: no event is left on the clock. */
async function assertIdle({ world }: Simulator): Promise<void> {
  const before = world.clock.now();
  await assert.rejects(world.drive(() => new Promise(() => {}), () => []), { name: 'DeadlockError' });
  assert.equal(world.clock.now(), before, 'an event was left on the clock');
}

describe('a source that hangs', () => {
  const hanging = capstone({ faults: ['weather=hang'] });

  for (const [mode, cores, makespanMs] of [
    ['hybrid', 3, 5000], ['hybrid', 2, 5000], ['hybrid', 1, 5500], ['hybrid-barrier', 2, 7000], ['concurrent', 2, 9000], ['parallel', 2, 11_500], ['sequential', 2, 13_500],
  ] as const) {
    it(`leaves the others to answer ${mode} on ${cores} cores in its 5 s and what remains to be inferred: ${makespanMs} ms`, async () => {
      const run = await simulate(hanging, mode, { cores });
      assert.equal(run.makespanMs, makespanMs);
      assert.equal(run.answer.completeness, 2 / 3);
      assert.equal(run.answer.status, 'partial');
      assert.equal(run.answer.success, true);
      assert.deepEqual(errorsOf(run), [['weather', 'fetch', 'timeout', 1, 5000]]);
      assert.deepEqual(run.answer.sources['weather'], { ok: false, error: { kind: 'timeout', message: 'no answer within 5.00 s', attempts: 1, elapsedMs: 5000 } });
      assert.deepEqual(Object.keys(run.answer.inferences), ['news', 'knowledge_base']);
    });
  }

  it('is tried again with pauses between, and each attempt has the whole timeout', async () => {
    const run = await simulate({ ...hanging, limits: { fetchTimeout: '1s' }, sources: [{ name: 'weather', latency: '2s' }], policies: [{ type: 'retry', attempts: 2 }] }, 'hybrid');
    const attempts = times(run.spans, 'attempt');
    const pauses = times(run.spans, 'backoff');
    assert.deepEqual(attempts.map(([start, end, outcome]) => [Math.round((end - start) * 1e6) / 1e6, outcome]), [[1000, 'timeout'], [1000, 'timeout'], [1000, 'timeout']]);
    assert.deepEqual(pauses.map(([start, end]) => [start, end]), [[attempts[0]![1], attempts[1]![0]], [attempts[1]![1], attempts[2]![0]]]);
    assert.deepEqual(errorsOf(run), [['weather', 'fetch', 'timeout', 3, run.makespanMs]]);
    assert.equal(run.answer.status, 'failed');
    assert.equal(run.answer.success, false);
    assert.equal(run.answer.completeness, 0);
  });

  it('has its own timeout where the source has one', async () => {
    const run = await simulate({ sources: [{ name: 'a', latency: 100, timeout: '800ms', faults: ['hang'] }, { name: 'b', latency: 100 }], inference: { cost: 0 } }, 'hybrid');
    assert.deepEqual(errorsOf(run), [['a', 'fetch', 'timeout', 1, 800]]);
    assert.equal(run.makespanMs, 800);
  });
});

describe('the overall timeout', () => {
  for (const mode of modeNames) {
    it(`ends ${mode} at exactly that time with what was collected`, async () => {
      const simulation = await simulator(capstone({ limits: { timeout: '4s' } }));
      const run = await simulation.run(mode);
      assert.equal(run.makespanMs, 4000);
      assert.equal(run.answer.errors.length, 3 - Object.keys(run.answer.inferences).length);
      assert.ok(run.answer.errors.every((error) => error.kind === 'deadline' && error.message === "the query's timeout of 4.00 s struck first"));
      assert.equal(run.spans.find((span) => span.kind === 'query')?.outcome, 'deadline');
      await assertIdle(simulation);
    });
  }

  it('names what it cut off: a fetch, a wait for a worker, an inference', async () => {
    const run = await simulate(capstone({ limits: { timeout: '2.5s' } }), 'hybrid', { cores: 1 });
    assert.deepEqual(errorsOf(run), [['weather', 'inference', 'deadline', 1, 2500], ['news', 'inference', 'deadline', 1, 2500], ['knowledge_base', 'fetch', 'deadline', 1, 2500]]);
    assert.equal(run.answer.status, 'failed');
    assert.ok(run.answer.sources['news']?.ok && run.answer.sources['weather']?.ok, 'what was fetched is still told');
    assert.deepEqual(times(run.spans, 'inference'), [[1500, 2500, 'deadline']]);
    assert.deepEqual(times(run.spans, 'queue', 'weather'), [[2000, 2500, 'deadline']]);
    assert.deepEqual(times(run.spans, 'attempt', 'knowledge_base'), [[0, 2500, 'deadline']]);
  });

  it('names the sources that were never begun', async () => {
    const run = await simulate(capstone({ limits: { timeout: '1s' } }), 'sequential');
    assert.deepEqual(errorsOf(run), [['weather', 'fetch', 'deadline', 1, 1000], ['news', 'fetch', 'deadline', 0, 0], ['knowledge_base', 'fetch', 'deadline', 0, 0]]);
  });

  it('wins against what would be done at that very moment', async () => {
    const run = await simulate(capstone({ limits: { timeout: '5s' } }), 'hybrid');
    assert.deepEqual(Object.keys(run.answer.inferences), ['weather', 'news']);
    assert.equal((await simulate(capstone({ limits: { timeout: 5000.001 } }), 'hybrid')).answer.completeness, 1);
  });

  it('is obeyed at once during a pause between attempts', async () => {
    const simulation = await simulator(capstone({ limits: { timeout: '1s' }, faults: ['weather=error'], policies: [{ type: 'retry', attempts: 9, base: '1h', cap: '1h' }] }));
    const run = await simulation.run('hybrid');
    assert.equal(run.makespanMs, 1000);
    assert.deepEqual(times(run.spans, 'backoff'), [[0, 1000, 'deadline']]);
    await assertIdle(simulation);
  });

  it('scales with everything else', async () => {
    const run = await simulate(capstone({ limits: { timeout: '4s', fetchTimeout: '1.8s' }, scale: 0.1 }), 'hybrid');
    assert.equal(run.makespanMs, 350); // weather and knowledge_base give up at 180 ms, news was fetched at 150
    assert.equal((await simulate(capstone({ limits: { timeout: '3s' }, scale: 0.1 }), 'hybrid')).makespanMs, 300);
  });
});

describe('a query that is cut off', () => {
  it('leaves its workers to the next one, which then takes its usual time', async () => {
    const simulation = await simulator(capstone(), { cores: 2 });
    const { world } = simulation;
    const scope = new Scope();
    const [first, second] = await world.drive(async () => {
      world.clock.after(3200, () => {
        scope.abort(new Failure('interrupted', 'enough'));
      });
      const cut = await simulation.ask('hybrid', { within: scope });
      assert.equal(world.clock.now(), 3200);
      return [cut, await simulation.ask('hybrid', { index: 1 })];
    }, () => []);
    assert.equal(first!.makespanMs, 3200);
    assert.deepEqual(errorsOf(first!).map(([source, stage, kind]) => [source, stage, kind]), [['weather', 'inference', 'interrupted'], ['news', 'inference', 'interrupted'], ['knowledge_base', 'inference', 'interrupted']]);
    assert.equal(second!.makespanMs, 5500);
    assert.equal(second!.answer.completeness, 1);
    await assertIdle(simulation);
  });

  it('before it began asks nobody', async () => {
    const scope = new Scope();
    scope.abort(new Failure('interrupted', 'enough'));
    const simulation = await simulator(capstone());
    const run = await simulation.run('hybrid', { within: scope });
    assert.equal(run.makespanMs, 0);
    assert.ok(run.answer.errors.every((error) => error.kind === 'interrupted' && error.attempts === 0));
    assert.equal(times(run.spans, 'attempt').length, 0);
    await assertIdle(simulation);
  });

  it('does not touch the others that are in flight', async () => {
    const simulation = await simulator(capstone(), { cores: 64 });
    const { world } = simulation;
    const scope = new Scope();
    const runs = await world.drive(() => {
      world.clock.after(1000, () => {
        scope.abort(new Failure('interrupted', 'enough'));
      });
      return Promise.all([simulation.ask('hybrid'), simulation.ask('hybrid', { within: scope }), simulation.ask('hybrid')]);
    }, () => []);
    assert.deepEqual(runs.map((run) => [run.makespanMs, run.answer.completeness]), [[5000, 1], [1000, 0], [5000, 1]]);
  });
});

describe('one source that fails', () => {
  for (const [fault, kind, elapsedMs] of [['error', 'error', 0], ['flaky:1', 'error', 2000], ['malformed', 'malformed', 2000], ['slow:4x', 'timeout', 5000], ['slow:3s', 'timeout', 5000], ['hang', 'timeout', 5000]] as const) {
    it(`by ${fault} never takes another down, in any mode`, async () => {
      for (const mode of modeNames) {
        const run = await simulate(capstone({ faults: [`weather=${fault}`] }), mode);
        assert.deepEqual(errorsOf(run), [['weather', 'fetch', kind, 1, elapsedMs]], mode);
        assert.deepEqual(Object.keys(run.answer.inferences), ['news', 'knowledge_base'], mode);
      }
    });
  }

  it('takes down nothing but itself even where all fail: each is named once and the query fails', async () => {
    const run = await simulate(capstone({ faults: ['weather', 'news=malformed', 'knowledge_base=hang'] }), 'hybrid');
    assert.deepEqual(errorsOf(run).map(([source, , kind]) => [source, kind]), [['weather', 'error'], ['news', 'malformed'], ['knowledge_base', 'timeout']]);
    assert.equal(run.answer.status, 'failed');
    assert.equal(run.spans.find((span) => span.kind === 'query')?.outcome, 'error');
  });

  it('is not tried again where the payload was malformed, but is where it hung', async () => {
    const run = await simulate(capstone({ faults: ['weather=malformed', 'news=hang'], policies: [{ type: 'retry', attempts: 1, base: 0 }] }), 'hybrid');
    assert.deepEqual(errorsOf(run), [['weather', 'fetch', 'malformed', 1, 2000], ['news', 'fetch', 'timeout', 2, 10_000]]);
  });
});

describe('asking again within the cache’s time', () => {
  const cached = capstone({ policies: [{ type: 'cache', ttl: '60s' }] });

  it('costs inference alone, and the answer says so', async () => {
    const simulation = await simulator(cached);
    assert.equal((await simulation.run('hybrid')).makespanMs, 5000);
    const second = await simulation.run('hybrid', { index: 1 });
    assert.equal(second.makespanMs, 2000);
    assert.deepEqual(times(second.spans, 'fetch').map(([, , outcome]) => outcome), ['cached', 'cached', 'cached']);
    assert.ok(Object.values(second.answer.sources).every((source) => source.ok && source.cached && source.attempts === 0 && source.elapsedMs === 0));
    assert.equal((await simulation.run('hybrid', { sources: simulation.world.sources() })).makespanMs, 5000, 'new sources remember nothing');
  });

  it('lets queries in flight share their fetches', async () => {
    const simulation = await simulator(cached, { cores: 64 });
    const runs = await simulation.world.drive(() => Promise.all(Array.from({ length: 10 }, (_, index) => simulation.ask('hybrid', { index }))), () => []);
    assert.equal(runs.flatMap((run) => times(run.spans, 'attempt')).length, 3);
    assert.deepEqual(runs.map((run) => run.makespanMs), runs.map(() => 5000));
  });

  it('asks a source whose argument is the city with the city alone', async () => {
    const simulation = await simulator({ ...cached, sources: [{ name: 'weather', argument: 'city', latency: '1s' }, { name: 'news', latency: '1s' }] });
    await simulation.run('hybrid', { question: 'One?' });
    const second = await simulation.run('hybrid', { question: 'Another?' });
    assert.deepEqual(times(second.spans, 'fetch').map(([start, end, outcome]) => [end - start, outcome]), [[0, 'cached'], [1000, 'ok']]);
  });
});
