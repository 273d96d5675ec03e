import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { Scope } from '#src/model/scope.js';
import type { Report } from '#src/results/documents/run.js';
import { runPlan } from '#src/experiments/run/run-plan.js';
import { resolveScenario, type LoadedScenario } from '#src/scenario/load.js';
import { makePlan } from '#src/scenario/plan.js';
import type { ScenarioInput } from '#src/scenario/schema.js';
import { matchingScenario } from '#src/server/mock/matching-scenario.js';
import { startMock } from '#src/server/mock/start.js';
import { realClock } from '#src/time/real.js';

const names = Array.from({ length: 12 }, (_, i) => `source-${i + 1}`);

/** Which sources answered, how often each was asked, and of those that did not or had no inference, why. */
function fates({ modes }: Report): Record<string, string> {
  const { result, spans } = modes[0]!.runs[0]!;
  return Object.fromEntries(
    names.map((name) => {
      const attempts = spans.filter((span) => span.kind === 'attempt' && span.name === name).length;
      const error = result.errors.find(({ source }) => source === name);
      return [name, `${error === undefined ? 'ok' : `${error.kind} at try ${error.attempts}`}, asked ${attempts}`];
    }),
  );
}

async function ran(loaded: LoadedScenario, clock: 'real' | 'virtual'): Promise<Report> {
  return runPlan(makePlan(loaded, { clock, runs: 1, cores: undefined, contention: 1 }, 1), new Scope(), {});
}

/** A mock of a scenario, and the scenario that asks it. */
async function mocked(
  t: TestContext,
  scenario: ScenarioInput,
): Promise<{ loaded: LoadedScenario; overHttp: LoadedScenario }> {
  const loaded = await resolveScenario({
    ...scenario,
    limits: { fetchTimeout: '10m', timeout: '10m' },
    modes: ['hybrid'],
  });
  const mock = await startMock({ loaded, port: 0, clock: realClock });
  t.after(() => mock.close());
  return { loaded, overHttp: await resolveScenario(JSON.parse(matchingScenario(loaded, mock.url)) as ScenarioInput) };
}

describe('a run over HTTP against a mock', () => {
  for (const [fault, kinds] of [
    ['flaky:0.5', { error: 'status' }],
    ['truncated%0.5', {}],
    ['reset%0.5', {}],
    ['server-error:503%0.5', {}],
    ['rate-limited:20ms%0.5', {}],
    ['malformed%0.5', {}],
  ] as const)
    it(`draws the same random numbers with ${fault} as its simulation, attempt by attempt`, async (t) => {
      const { loaded, overHttp } = await mocked(t, {
        sources: names.map((name) => ({
          name,
          latency: { type: 'uniform', min: 5, max: 30 },
          faults: [fault],
          payload: { inline: { text: name } },
        })),
        policies: [{ type: 'retry', attempts: 1, base: 10 }],
        inference: { cost: 0 },
      });
      const simulated = fates(await ran(loaded, 'virtual'));
      const renamed: Readonly<Record<string, string>> = kinds;
      const expected = Object.fromEntries(
        Object.entries(simulated).map(([name, fate]) => [name, fate.replace(/^\w+/, (kind) => renamed[kind] ?? kind)]),
      );
      assert.ok(new Set(Object.values(simulated)).size > 1, 'not all alike');
      assert.deepEqual(fates(await ran(overHttp, 'real')), expected);
    });

  for (const stream of [true, false])
    for (const fault of ['truncated%0.5', 'reset%0.5', 'server-error:503%0.5', 'rate-limited:20ms%0.5', 'slow:2x%0.5'])
      it(`draws the same random numbers with a model (stream: ${stream}) and ${fault} as its simulation`, async (t) => {
        const model = {
          type: 'openai',
          url: 'http://127.0.0.1/v1',
          model: 'small',
          firstToken: '20ms',
          tokensPerSecond: 1000,
          tokens: 20,
          stream,
        } as const;
        const { loaded, overHttp } = await mocked(t, {
          sources: names.map((name) => ({ name, latency: 1 })),
          inference: { ...model, modelFaults: [fault] },
        });
        const simulated = fates(await ran(loaded, 'virtual'));
        if (!fault.startsWith('slow')) assert.ok(new Set(Object.values(simulated)).size > 1, 'not all alike');
        assert.deepEqual(fates(await ran(overHttp, 'real')), simulated);
      });

  it('tells apart what the mock does on purpose', async (t) => {
    const faults = ['error', 'flaky:1', 'burst:1h/1h', 'server-error:500'];
    const { overHttp } = await mocked(t, {
      sources: faults.map((fault, i) => ({ name: `source-${i + 1}`, latency: 1, faults: [fault] })),
    });
    const messages = (await ran(overHttp, 'real')).modes[0]!.runs[0]!.result.errors.map(({ message }) => message);
    assert.equal(new Set(messages).size, faults.length, messages.join('\n'));
    for (const message of messages) assert.match(message, /answered 500 Internal Server Error: injected fault: /);
  });

  it('takes with a model about as long as its simulation says', async (t) => {
    const model = {
      type: 'openai',
      url: 'http://127.0.0.1/v1',
      model: 'small',
      firstToken: '300ms',
      tokensPerSecond: 50,
      tokens: 20,
    } as const;
    const { overHttp } = await mocked(t, { sources: [{ name: 'source-1', latency: '300ms' }], inference: model });
    const { makespanMs, predictedMs, result } = (await ran(overHttp, 'real')).modes[0]!.runs[0]!;
    assert.deepEqual([predictedMs, result.completeness], [1000, 1]);
    assert.ok(makespanMs >= 995 && makespanMs < 3000, `${makespanMs} ms`);
  });
});
