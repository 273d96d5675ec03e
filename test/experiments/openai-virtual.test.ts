import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultModes, modeNames } from '#src/agent/modes.js';
import { run as runScenario } from '#src/index.js';
import { Scope } from '#src/model/scope.js';
import { Failure } from '#src/model/errors.js';
import type { ScenarioInput } from '#src/scenario/schema.js';
import { assertIdle, capstone, errorsOf, simulate, simulator, times } from '../support/simulate.js';

/** The default scenario, its inference by a model server that takes two seconds. */
function remote(change: Record<string, unknown> = {}, scenario: Partial<ScenarioInput> = {}): ScenarioInput {
  const inference = {
    type: 'openai',
    url: 'http://localhost:1/v1',
    model: 'big',
    firstToken: 500,
    tokensPerSecond: 50,
    tokens: 75,
    ...change,
  };
  return capstone({ inference: inference as ScenarioInput['inference'], ...scenario });
}

const makespans = { sequential: 12_500, concurrent: 9000, parallel: 8500, hybrid: 5000, 'hybrid-barrier': 5000 };

describe('inference by a model server on simulated time', () => {
  for (const mode of modeNames) {
    it(`takes no core: ${mode} takes the same on one core as on many`, async () => {
      for (const cores of [1, 2, 64]) {
        const { makespanMs, answer, spans } = await simulate(remote(), mode, { cores });
        assert.equal(makespanMs, makespans[mode]);
        assert.equal(answer.completeness, 1);
        assert.deepEqual(times(spans, 'queue'), []);
        const lanes = new Set(spans.map(({ lane }) => lane));
        assert.deepEqual([...lanes], ['main']);
      }
    });
  }

  it('says what the model took, and what that costs', async () => {
    const { answer } = await simulate(
      remote({ price: { input: 2, output: 8 }, prompt: '12345678', system: '' }),
      'hybrid',
    );
    const [inference] = Object.values(answer.inferences);
    assert.deepEqual(inference?.usage, {
      model: 'big',
      inputTokens: 2,
      outputTokens: 75,
      firstTokenMs: 500,
      tokensPerSecond: 50,
      cost: (2 * 2 + 75 * 8) / 1e6,
    });
  });

  it('ends an answer at the limit of tokens, and says so', async () => {
    const { answer, makespanMs } = await simulate(remote({ maxTokens: 25 }), 'hybrid');
    assert.equal(makespanMs, 4000);
    assert.equal(Object.values(answer.inferences)[0]?.usage?.cutShort, true);
  });

  it('is scaled as everything is', async () => {
    const { makespanMs, answer } = await simulate(remote({}, { scale: 0.1 }), 'sequential');
    assert.equal(makespanMs, 1250);
    assert.deepEqual(
      [answer.inferences['news']?.usage?.firstTokenMs, answer.inferences['news']?.usage?.tokensPerSecond],
      [50, 500],
    );
  });

  it('lets no more requests be under way than it is told, and shows who waits for its turn', async () => {
    const { makespanMs, spans } = await simulate(remote({ concurrency: 1 }), 'parallel');
    assert.equal(makespanMs, 6500 + 3 * 2000);
    assert.deepEqual(times(spans, 'limit'), [
      [6500, 8500, 'ok'],
      [6500, 10_500, 'ok'],
    ]);
  });

  it('has a lower bound that knows of requests at once, and of no cores', async () => {
    const bounds = async (concurrency: number): Promise<number> => {
      const report = await runScenario(remote({ concurrency }, { modes: ['hybrid'] }), { virtual: true, cores: 1 });
      const [run] = report.modes[0]!.runs;
      assert.deepEqual([run!.coresBusy, run!.cpuMs, run!.result.coresUsed], [0, 0, 0]);
      return run!.lowerBoundMs;
    };
    assert.deepEqual([await bounds(256), await bounds(1)], [5000, 7500]);
  });

  it('is asked in vain where the server is down, and the failure says in which step', async () => {
    const run = await simulate(remote({ modelFaults: ['server-error:503'] }), 'hybrid');
    assert.deepEqual(errorsOf(run), [
      ['weather', 'inference', 'status', 1, 4000],
      ['news', 'inference', 'status', 1, 3500],
      ['knowledge_base', 'inference', 'status', 1, 5000],
    ]);
  });

  it('asks the second model where the first one fails, and calls the answer degraded', async () => {
    // The requests come at 1.5, 2 and 3 s: that for news fails.
    const run = await simulate(remote({ fallbackModel: 'small', modelFaults: ['error@..1.6s'] }), 'hybrid');
    assert.deepEqual(errorsOf(run), [['news', 'inference', 'error', 2, 3500]]);
    assert.equal(run.makespanMs, 5000);
    assert.equal(run.answer.inferences['news']?.usage?.model, 'small');
    assert.equal(run.answer.inferences['weather']?.usage?.model, 'big');
    assert.equal(run.answer.status, 'partial');
    const news = run.answer.sources['news'];
    assert.equal(news?.ok === true && news.degraded?.by, 'model');
  });

  it('refuses an answer that is no text', async () => {
    const run = await simulate(remote({ modelFaults: ['malformed'] }), 'hybrid');
    assert.deepEqual(new Set(run.answer.errors.map(({ kind }) => kind)), new Set(['malformed']));
  });

  it('does not share the random streams of sources', async () => {
    const faulty = remote(
      { modelFaults: ['flaky:0.5'] },
      { faults: ['weather=flaky:0.5', 'news=flaky:0.5', 'knowledge_base=flaky:0.5'] },
    );
    const sim = await simulator(faulty);
    const stages = new Set<string>();
    for (let index = 0; index < 20; index++)
      for (const { stage } of (await sim.run('hybrid', { index })).answer.errors) stages.add(stage);
    assert.deepEqual(stages, new Set(['fetch', 'inference']));
  });

  it('leaves nothing running where the query is cut off', async () => {
    for (const mode of defaultModes) {
      const sim = await simulator(remote({ concurrency: 1 }, { limits: { timeout: '3.6s' } }));
      const { makespanMs } = await sim.run(mode);
      assert.equal(makespanMs, 3600);
      await assertIdle(sim);
    }
  });

  it('leaves the queue once its query is interrupted, and gives its place to nobody', async () => {
    const sim = await simulator(remote({ concurrency: 1 }));
    const within = new Scope();
    sim.world.clock.after(7000, () => {
      within.abort(new Failure('interrupted', 'enough'));
    });
    await sim.run('parallel', { within });
    const next = await sim.run('parallel', { index: 1 });
    assert.equal(next.makespanMs, 12_500);
    await assertIdle(sim);
  });

  it('meets the remedies around inference: a retry asks again, a timeout ends a request', async () => {
    const retried = await simulate(
      remote({ modelFaults: ['error@..1.6s'], policies: [{ type: 'retry', attempts: 1, base: 1000, jitter: 'none' }] }),
      'hybrid',
    );
    assert.equal(retried.answer.completeness, 1);
    assert.deepEqual(times(retried.spans, 'inference', 'news'), [
      [1500, 1500, 'error'],
      [2500, 4500, 'ok'],
    ]);
    const late = await simulate(remote({ policies: [{ type: 'timeout', after: 1500 }] }), 'hybrid');
    assert.deepEqual(times(late.spans, 'inference', 'news'), [[1500, 3000, 'timeout']]);
  });
});
