import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { modeNames } from '#src/agent/modes.js';
import { Failure } from '#src/model/errors.js';
import { Scope } from '#src/model/scope.js';
import { assertIdle, capstone, errorsOf, simulate, simulator, times } from '../support/simulate.js';

describe('the overall timeout', () => {
  for (const mode of modeNames) {
    it(`ends ${mode} at exactly that time with what was collected`, async () => {
      const simulation = await simulator(capstone({ limits: { timeout: '4s' } }));
      const run = await simulation.run(mode);
      assert.equal(run.makespanMs, 4000);
      assert.equal(run.answer.errors.length, 3 - Object.keys(run.answer.inferences).length);
      assert.ok(
        run.answer.errors.every(
          (error) => error.kind === 'deadline' && error.message === "the query's timeout of 4.00 s struck first",
        ),
      );
      assert.equal(run.spans.find((span) => span.kind === 'query')?.outcome, 'deadline');
      await assertIdle(simulation);
    });
  }

  it('names what it cut off: a fetch, a wait for a worker, an inference', async () => {
    const run = await simulate(capstone({ limits: { timeout: '2.5s' } }), 'hybrid', { cores: 1 });
    assert.deepEqual(errorsOf(run), [
      ['weather', 'inference', 'deadline', 1, 2500],
      ['news', 'inference', 'deadline', 1, 2500],
      ['knowledge_base', 'fetch', 'deadline', 1, 2500],
    ]);
    assert.equal(run.answer.status, 'failed');
    assert.ok(run.answer.sources['news']?.ok && run.answer.sources['weather']?.ok, 'what was fetched is still told');
    assert.deepEqual(times(run.spans, 'inference'), [[1500, 2500, 'deadline']]);
    assert.deepEqual(times(run.spans, 'queue', 'weather'), [[2000, 2500, 'deadline']]);
    assert.deepEqual(times(run.spans, 'attempt', 'knowledge_base'), [[0, 2500, 'deadline']]);
  });

  it('names the sources that were never begun', async () => {
    const run = await simulate(capstone({ limits: { timeout: '1s' } }), 'sequential');
    assert.deepEqual(errorsOf(run), [
      ['weather', 'fetch', 'deadline', 1, 1000],
      ['news', 'fetch', 'deadline', 0, 0],
      ['knowledge_base', 'fetch', 'deadline', 0, 0],
    ]);
  });

  it('wins against what would be done at that very moment', async () => {
    const run = await simulate(capstone({ limits: { timeout: '5s' } }), 'hybrid');
    assert.deepEqual(Object.keys(run.answer.inferences), ['weather', 'news']);
    assert.equal((await simulate(capstone({ limits: { timeout: 5000.001 } }), 'hybrid')).answer.completeness, 1);
  });

  it('is obeyed at once during a pause between attempts', async () => {
    const simulation = await simulator(
      capstone({
        limits: { timeout: '1s' },
        faults: ['weather=error'],
        policies: [{ type: 'retry', attempts: 9, base: '1h', cap: '1h' }],
      }),
    );
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
    const [first, second] = await world.drive(
      async () => {
        world.clock.after(3200, () => {
          scope.abort(new Failure('interrupted', 'enough'));
        });
        const cut = await simulation.ask('hybrid', { within: scope });
        assert.equal(world.clock.now(), 3200);
        return [cut, await simulation.ask('hybrid', { index: 1 })];
      },
      () => [],
    );
    assert.equal(first.makespanMs, 3200);
    assert.deepEqual(
      errorsOf(first).map(([source, stage, kind]) => [source, stage, kind]),
      [
        ['weather', 'inference', 'interrupted'],
        ['news', 'inference', 'interrupted'],
        ['knowledge_base', 'inference', 'interrupted'],
      ],
    );
    assert.equal(second.makespanMs, 5500);
    assert.equal(second.answer.completeness, 1);
    await assertIdle(simulation);
  });

  for (const cut of [false, true]) {
    it(
      `lets go of every scope that it opened${cut ? '' : ', as one does that is not'}, so that a long run does not ` +
        'gather them',
      async () => {
        const simulation = await simulator(
          capstone({
            faults: ['weather=flaky:1'],
            policies: [{ type: 'retry', attempts: 2 }],
            limits: { timeout: cut ? '3s' : '60s' },
          }),
        );
        const { mock: opened } = mock.method(Scope.prototype, 'child');
        const { mock: closed } = mock.method(Scope.prototype, 'close');
        try {
          await simulation.run('hybrid');
          const children = opened.calls.map((call) => call.result);
          const finished = new Set(closed.calls.map((call) => call.this));
          assert.ok(children.length >= 4);
          assert.ok(children.every((child) => child !== undefined && finished.has(child)));
        } finally {
          opened.restore();
          closed.restore();
        }
      },
    );
  }

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
    const runs = await world.drive(
      () => {
        world.clock.after(1000, () => {
          scope.abort(new Failure('interrupted', 'enough'));
        });
        return Promise.all([
          simulation.ask('hybrid'),
          simulation.ask('hybrid', { within: scope }),
          simulation.ask('hybrid'),
        ]);
      },
      () => [],
    );
    assert.deepEqual(
      runs.map((run) => [run.makespanMs, run.answer.completeness]),
      [
        [5000, 1],
        [1000, 0],
        [5000, 1],
      ],
    );
  });
});
