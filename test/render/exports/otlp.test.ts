import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { run as runScenario, type Report } from '#src/index.js';
import { otlp, otlpRequests, type OtlpSpan } from '#src/render/exports/otlp.js';
import { withRuns } from '../../support/reports.js';
import { capstone } from '../../support/simulate.js';
import { otlpValidator } from './otlp-schema.js';

/** The spans of a request, found to be as OTLP defines them. */
function read(text: string): OtlpSpan[] {
  const request = JSON.parse(text) as { resourceSpans: { scopeSpans: { spans: OtlpSpan[] }[] }[] };
  assert.ok(otlpValidator(request), JSON.stringify(otlpValidator.errors?.slice(0, 3)));
  return request.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
}

/** What the attributes of a span say. */
function said({ attributes }: OtlpSpan): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}

function hybrid(change: Parameters<typeof capstone>[0] = {}): Promise<Report> {
  return runScenario(capstone({ name: 'capstone', modes: ['hybrid'], ...change }), { virtual: true, cores: 2 });
}

describe('a trace as OTLP', () => {
  it('is a whole request: a trace for each run, parents that exist, times after the report was made', async () => {
    const report = await runScenario('capstone', { virtual: true, cores: 2, runs: 2 });
    const spans = read(otlp(report));
    assert.equal(new Set(spans.map(({ traceId }) => traceId)).size, 8);
    const ids = new Set(spans.map(({ traceId, spanId }) => `${traceId} ${spanId}`));
    assert.equal(ids.size, spans.length);
    for (const { traceId, parentSpanId } of spans)
      assert.ok(parentSpanId === undefined || ids.has(`${traceId} ${parentSpanId}`));
    const originNs = BigInt(Date.parse(report.createdAt)) * 1_000_000n;
    const queries = spans.filter(({ parentSpanId }) => parentSpanId === undefined);
    assert.deepEqual(
      queries.map(({ startTimeUnixNano, endTimeUnixNano }) => [
        BigInt(startTimeUnixNano) - originNs,
        BigInt(endTimeUnixNano) - originNs,
      ]),
      [12.5, 12.5, 9, 9, 10.5, 10.5, 5.5, 5.5].map((seconds) => [0n, BigInt(seconds * 1e9)]),
    );
  });

  it('names the agent and its tools as the conventions for generative AI do, and failures by their kind', async () => {
    const spans = read(otlp(await hybrid({ faults: ['weather=error'] })));
    const query = spans.find(({ name }) => name === 'invoke_agent capstone')!;
    assert.deepEqual(
      [said(query)['gen_ai.operation.name'], said(query)['gen_ai.agent.name'], said(query)['agent_bench.mode']],
      ['invoke_agent', 'capstone', 'hybrid'],
    );
    assert.deepEqual(query.status, {});
    const fetch = spans.find(({ name }) => name === 'execute_tool weather')!;
    assert.deepEqual(
      [said(fetch)['gen_ai.tool.name'], said(fetch)['error.type'], fetch.status],
      ['weather', 'error', { code: 2, message: 'error' }],
    );
    const inference = spans.find(({ name }) => name === 'inference news')!;
    assert.deepEqual(
      [
        said(inference)['agent_bench.cpu_ms'],
        said(inference)['agent_bench.lane'],
        said(inference)['gen_ai.operation.name'],
      ],
      [2000, 'worker-1', undefined],
    );
  });

  it('names the model that was asked, and the tokens it took', async () => {
    const model = { type: 'openai', url: 'http://127.0.0.1:8787/v1', model: 'big', tokens: 75 } as const;
    const spans = read(otlp(await hybrid({ inference: model })));
    const chats = spans.filter(({ name }) => name === 'chat big');
    assert.equal(chats.length, 3);
    for (const chat of chats) {
      assert.equal(chat.kind, 3);
      const {
        'gen_ai.request.model': asked,
        'gen_ai.usage.output_tokens': tokens,
        'gen_ai.operation.name': operation,
      } = said(chat);
      assert.deepEqual([asked, tokens, operation], ['big', '75', 'chat']);
    }
  });

  it('names the server, the finish reason and the time to the first chunk as the conventions do', async () => {
    const model = { type: 'openai', url: 'https://llm.example/v1', model: 'big', stream: true, tokens: 75 } as const;
    const chat = read(otlp(await hybrid({ inference: model }))).find(({ name }) => name === 'chat big')!;
    const {
      'server.address': address,
      'server.port': port,
      'gen_ai.response.finish_reasons': reasons,
      'gen_ai.response.time_to_first_chunk': first,
    } = said(chat);
    assert.deepEqual([address, port, reasons], ['llm.example', '443', { values: [{ stringValue: 'stop' }] }]);
    assert.ok(typeof first === 'number' && first > 0 && first < 10, `${String(first)} s`);
  });

  it('holds what happened at an instant as events of the query', async () => {
    const report = await hybrid({ faults: ['weather'], policies: [{ type: 'circuit-breaker', threshold: 1 }] });
    const query = read(otlp(report)).find(({ parentSpanId }) => parentSpanId === undefined)!;
    assert.deepEqual(
      query.events!.map(({ name }) => name),
      report.modes[0]!.runs[0]!.instants.map(({ what }) => what),
    );
    assert.ok(query.events!.length > 0);
  });

  it('comes in several requests for a server, which together are the whole', async () => {
    const report = await hybrid();
    const parts = [...otlpRequests(report, 4)].map(read);
    assert.ok(parts.length > 2 && parts.every((part) => part.length <= 4));
    assert.deepEqual(parts.flat(), read(otlp(report)));
  });

  it('has ids that are the same for the same report and others for another', async () => {
    const report = await hybrid();
    assert.equal(otlp(report), otlp(report));
    assert.notEqual(read(otlp(report))[0]!.traceId, read(otlp({ ...report, seed: report.seed + 1 }))[0]!.traceId);
  });

  it('is whole whatever somebody has made of a report', async () => {
    const report = await hybrid();
    for (const createdAt of ['0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z']) read(otlp({ ...report, createdAt }));
    for (const change of [
      { endMs: 1e12 },
      { startMs: 5000, endMs: 0 },
      { id: -1, parent: 2 ** 52 },
      { name: '\u001b[2J' },
    ]) {
      const text = otlp(
        withRuns(report, (run) => ({ ...run, spans: run.spans.map((span) => ({ ...span, ...change })) })),
      );
      read(text);
      assert.doesNotMatch(text, /\\u001b/);
    }
  });
});
