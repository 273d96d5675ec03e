import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  plainStyle,
  reporters,
  reportSchema,
  run as runScenario,
  UsageError,
  type Report,
  type ScenarioInput,
  type TraceEvent,
} from '#src/index.js';
import { httpServer, type Running } from '../support/http-servers.js';

let server: Running;
before(async () => {
  server = await httpServer((request, response) => {
    setTimeout(() => {
      if (request.url === '/down') response.writeHead(503).end();
      else
        response
          .setHeader('content-type', 'application/json')
          .end(JSON.stringify({ text: `It rains at ${request.url}. Take an umbrella.` }));
    }, 30);
  });
});
after(() => server.close());

function scenario(change: Partial<ScenarioInput> = {}): ScenarioInput {
  const sources = ['weather', 'news', 'notes'].map((name) => ({
    name,
    type: 'http' as const,
    url: `${server.url}/${name}?q={{question}}`,
  }));
  return { sources, inference: { cost: 2 }, ...change };
}

/** The parts of attempts in a report, as `source kind outcome`. */
const partsIn = (report: Report): string[] =>
  report.modes.flatMap(({ runs }) =>
    runs.flatMap(({ spans }) =>
      spans
        .filter(({ kind }) => ['connect', 'first-byte', 'body'].includes(kind))
        .map(({ name, kind, outcome }) => `${name} ${kind} ${outcome}`),
    ),
  );

describe('a scenario of HTTP sources on real time', () => {
  it('is answered completely in every mode, with the parts of every attempt in its report', async () => {
    const report = await runScenario(
      scenario({ modes: ['sequential', 'concurrent', 'parallel', 'hybrid', 'hybrid-barrier'] }),
    );
    reportSchema.parse(report);
    assert.deepEqual(
      report.modes.map(({ runs }) => runs[0]!.result.status),
      Array(5).fill('complete'),
    );
    assert.equal(report.modes.length, 5);
    assert.equal(partsIn(report).filter((part) => part.endsWith(' ok')).length, 5 * 3 * 3);
    assert.equal(report.modes[0]!.runs[0]!.predictedMs, null, 'nothing can be predicted of what is not known');
    for (const text of [reporters.text(report, plainStyle(80)), reporters.markdown(report)])
      assert.match(text, /first byte/);
  });

  it('goes on without a source that fails, retries it, and says why it did', async () => {
    const { sources } = scenario();
    const down = { name: 'down', type: 'http' as const, url: `${server.url}/down` };
    const report = await runScenario(
      scenario({ sources: [...sources, down], modes: ['hybrid'], policies: [{ type: 'retry', attempts: 1, base: 1 }] }),
    );
    const { result } = report.modes[0]!.runs[0]!;
    assert.equal(result.status, 'partial');
    assert.deepEqual(
      result.errors.map(({ source, kind, attempts, message }) => [source, kind, attempts, message]),
      [['down', 'status', 2, `127.0.0.1:${server.port} answered 503 Service Unavailable`]],
    );
    assert.equal(partsIn(report).filter((part) => part === 'down body status').length, 2);
  });

  it('starts two hundred sources at once', async () => {
    const sources = Array.from({ length: 200 }, (_, i) => ({
      name: `s${i}`,
      type: 'http' as const,
      url: `${server.url}/${i}`,
    }));
    const report = await runScenario(scenario({ sources, inference: { cost: 0.1 }, modes: ['hybrid'] }), { warmup: 1 });
    const { result, spans } = report.modes[0]!.runs[0]!;
    assert.equal(result.status, 'complete');
    const starts = spans.filter(({ kind }) => kind === 'first-byte').map(({ startMs }) => startMs);
    assert.equal(starts.length, 200);
    assert.ok(
      Math.max(...starts) - Math.min(...starts) < 250,
      `requests went out within ${Math.max(...starts) - Math.min(...starts)} ms`,
    );
  });

  it('leaves no connection open, neither at its end nor where it is interrupted', async () => {
    await runScenario(scenario({ modes: ['hybrid'] }));
    const interruption = new AbortController();
    const listener = {
      event: (event: TraceEvent): void => {
        if (event.type === 'begin' && event.kind === 'first-byte') interruption.abort();
      },
    };
    const report = await runScenario(scenario({ modes: ['hybrid'] }), { signal: interruption.signal, listener });
    assert.equal(report.interrupted, true);
    while (server.open() > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  it('does not begin where something is missing, and says all that is', async () => {
    const url = `${server.url}/?key={{env.AGENT_BENCH_NO_KEY}}`;
    const missing = [
      { name: 'a', type: 'http' as const, url, headers: { authorization: 'Bearer {{env.AGENT_BENCH_NO_TOKEN}}' } },
      { name: 'b', type: 'http' as const, url },
    ];
    await assert.rejects(runScenario({ sources: missing }), (thrown: Error) => {
      assert.ok(thrown instanceof UsageError);
      assert.match(thrown.message, /^ {2}AGENT_BENCH_NO_KEY, for sources\.0\.url, sources\.1\.url$/m);
      assert.match(thrown.message, /^ {2}AGENT_BENCH_NO_TOKEN, for sources\.0\.headers\.authorization$/m);
      return true;
    });
    const [, second] = scenario().sources as [unknown, { name: string; type: 'http'; url: string }];
    await assert.rejects(runScenario({ sources: [{ ...second, select: 'a[' }] }), {
      name: 'UsageError',
      message: /^sources\.0\.select: not a JMESPath expression: /,
    });
    await assert.rejects(runScenario({ sources: [{ ...second, schema: { type: 'nonsense' } }] }), {
      name: 'UsageError',
      message: /^sources\.0\.schema: not a JSON Schema/,
    });
  });
});
