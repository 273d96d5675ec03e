import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { run, type Json, type ScenarioInput } from '#src/index.js';
import { Failure, type FailureKind } from '#src/model/errors.js';
import { recordedLatency } from '#src/experiments/record/latency.js';
import type { Failed, Inferred, Recording, SourceRecording } from '#src/experiments/record/recording.js';
import { recordingWarnings, recordedScenario } from '#src/experiments/record/scenario.js';
import { documentOf } from '#src/experiments/record/operation.js';
import { recordBlocks } from '#src/render/record.js';
import { textOf } from '#src/render/text.js';
import { plainStyle } from '#src/render/style.js';
import { resolveScenario } from '#src/scenario/load.js';

const failed = (count: number, kind: FailureKind, ms = 100, details = {}): Failed[] =>
  Array.from({ length: count }, () => ({ failure: new Failure(kind, `it was ${kind}`, details), ms }));
const answered = (count: number, ms = 100): number[] => Array.from({ length: count }, (_, i) => ms + i / 100);
const inferred = (heldMs: number, more: Partial<Inferred> = {}): Inferred => ({
  heldMs,
  firstTokenMs: undefined,
  outputTokens: undefined,
  ...more,
});

/** A recording of one source, `a`, or of those that the scenario has. */
async function recording(
  change: Partial<SourceRecording>,
  scenario: Partial<ScenarioInput> = {},
  withFaults = true,
): Promise<Recording> {
  const loaded = await resolveScenario({ sources: [{ name: 'a', latency: 1 }], modes: ['hybrid'], ...scenario });
  const measured = {
    answeredMs: [],
    failures: [],
    payload: undefined,
    inferences: [],
    failedInferences: [],
    ...change,
  };
  return {
    loaded,
    createdAt: '2026-01-31T12:00:00.000Z',
    rounds: 50,
    withFaults,
    sources: loaded.scenario.sources.map(({ name }) => ({ ...measured, name })),
  };
}

const written = (of: Recording): ScenarioInput => JSON.parse(recordedScenario(of)) as ScenarioInput;

/** The faults as text, each with its rate. */
async function faultsOf(change: Partial<SourceRecording>, scenario: Partial<ScenarioInput> = {}): Promise<string[]> {
  const [source] = written(await recording(change, scenario)).sources;
  const faults = (source!.faults ?? []) as { kind: string; argument: string; rate?: number }[];
  return faults.map(
    ({ kind, argument, rate }) =>
      `${kind}${argument === '' ? '' : `:${argument}`}${rate === undefined ? '' : `%${rate}`}`,
  );
}

describe('recorded latency', () => {
  it('holds every sample at the percentile that it is', () => {
    assert.deepEqual(recordedLatency([30, 10, 20], 1), { type: 'empirical', percentiles: { 0: 10, 50: 20, 100: 30 } });
  });

  it('is a plain duration for one sample, and none for no sample', () => {
    assert.equal(recordedLatency([12.345_678], 1), 12.346);
    assert.equal(recordedLatency([], 1), 0);
  });

  it('holds whole percentiles of more samples than those', () => {
    const latency = recordedLatency(
      Array.from({ length: 1001 }, (_, i) => i),
      1,
    );
    assert.ok(typeof latency === 'object' && latency.type === 'empirical');
    assert.equal(Object.keys(latency.percentiles).length, 101);
    assert.deepEqual([latency.percentiles['0'], latency.percentiles['37'], latency.percentiles['100']], [0, 370, 1000]);
  });

  it('is stated before the scale that multiplies it', () => {
    assert.deepEqual(recordedLatency([10, 20], 0.1), { type: 'empirical', percentiles: { 0: 100, 100: 200 } });
  });
});

describe('recorded failures', () => {
  for (const [what, failures, expected] of [
    ['timeouts hang', failed(10, 'timeout', 5000), 'hang%0.1'],
    ['a status of the server keeps its number', failed(10, 'status', 100, { status: 503 }), 'server-error:503%0.1'],
    ['another status is nothing that another try mends', failed(10, 'status', 100, { status: 404 }), 'malformed%0.1'],
    [
      'a request to come later says when',
      failed(10, 'rate-limited', 5, { status: 429, retryAfterMs: 800 }),
      'rate-limited:800ms%0.1',
    ],
    ['a request to come later may not say when', failed(10, 'rate-limited', 5), 'rate-limited:1ms%0.1'],
    ['a refused connection fails at once', failed(10, 'refused', 1), 'error%0.1'],
    ['an error that took as long as an answer comes after the usual time', failed(10, 'error'), 'flaky:1%0.1'],
    ['a reset in the middle of an answer is one', failed(10, 'reset'), 'reset%0.1'],
    ['a malformed answer is one', failed(10, 'malformed'), 'malformed%0.1'],
    ['an answer that is cut off is one', failed(10, 'truncated'), 'truncated%0.1'],
  ] as const) {
    it(what, async () => {
      assert.deepEqual(await faultsOf({ answeredMs: answered(90), failures }), [expected]);
    });
  }

  it('all together come to the shares that were measured', async () => {
    const failures = [
      ...failed(100, 'refused', 1),
      ...failed(150, 'timeout', 5000),
      ...failed(120, 'status', 100, { status: 500 }),
      ...failed(80, 'status', 100, { status: 503 }),
      ...failed(50, 'malformed'),
    ];
    const input = written(await recording({ answeredMs: answered(500), failures }, { limits: { fetchTimeout: 1000 } }));
    const runs = 4000;
    const report = await run(input, { virtual: true, cores: 1, runs });
    const shares = new Map<string, number>();
    for (const { result } of report.modes[0]!.runs) {
      const error = result.errors[0];
      const kind = error === undefined ? 'answered' : `${error.kind}${/\(5\d\d\)/.exec(error.message)?.[0] ?? ''}`;
      shares.set(kind, (shares.get(kind) ?? 0) + 1 / runs);
    }
    // Three standard errors of a share of 0.5 are 0.024.
    for (const [kind, share] of Object.entries({
      answered: 0.5,
      error: 0.1,
      timeout: 0.15,
      'status(500)': 0.12,
      'status(503)': 0.08,
      malformed: 0.05,
    })) {
      assert.ok(Math.abs(shares.get(kind)! - share) < 0.024, `${kind}: ${shares.get(kind)} instead of ${share}`);
    }
  });

  it('of a source that never answered are said, and take their own time', async () => {
    const of = await recording({ failures: failed(50, 'error', 300) });
    const input = written(of);
    assert.deepEqual(await faultsOf({ failures: failed(50, 'error', 300) }), ['flaky:1']);
    assert.deepEqual(input.sources[0]!.latency, {
      type: 'empirical',
      percentiles: Object.fromEntries(answered(50, 0).map((_, i) => [((100 * i) / 49).toFixed(2), 300])),
    });
    assert.deepEqual(recordingWarnings(of), ["source 'a' never answered (error: it was error)"]);
    assert.deepEqual(await faultsOf({ failures: failed(50, 'timeout', 5000) }), ['hang']);
  });
});

describe('a recorded scenario', () => {
  it('keeps what the scenario says of everything but its sources', async () => {
    const scenario = {
      name: 'mine',
      description: 'my own',
      question: 'why?',
      city: 'Oslo',
      sources: [
        {
          name: 'a',
          type: 'http' as const,
          url: 'https://example.com/{{city}}',
          timeout: '2s',
          policies: [{ type: 'timeout' as const, after: '1s' }],
        },
      ],
      inference: { cost: 70, workers: 3, policies: [{ type: 'dispatch' as const, order: 'longest-first' as const }] },
      limits: { timeout: '9s' },
      policies: [{ type: 'retry' as const, attempts: 3 }],
      gates: ['hybrid.completeness == 1'],
      seed: 7,
      scale: 0.5,
    };
    const { description, ...input } = written(
      await recording({ answeredMs: [50, 60], payload: { temp: 7 } }, scenario),
    );
    assert.match(description!, /^Recorded on 2026-01-31 12:00 UTC in 50 rounds from 'mine' \(my own\)/);
    const { scenario: loaded } = await resolveScenario(input);
    const { scenario: original } = await resolveScenario({ ...scenario, modes: ['hybrid'] });
    assert.deepEqual({ ...loaded, description: '', sources: [] }, { ...original, description: '', sources: [] });
    assert.deepEqual(loaded.sources[0], {
      name: 'a',
      argument: 'question',
      latency: { type: 'empirical', percentiles: { 0: 100, 100: 120 } },
      payload: { inline: { temp: 7 } },
      timeout: 2000,
      faults: [],
      policies: [{ type: 'timeout', after: 1000 }],
    });
  });

  it('keeps faults of the scenario that were not measured, before those that were', async () => {
    const scenario = { sources: [{ name: 'a', latency: 1, faults: ['slow:2x' as const] }] };
    const of = await recording({ answeredMs: answered(90), failures: failed(10, 'timeout') }, scenario, false);
    assert.deepEqual(
      (written(of).sources[0]!.faults as { kind: string }[]).map(({ kind }) => kind),
      ['slow', 'hang'],
    );
    assert.deepEqual(await faultsOf({ answeredMs: answered(90) }, scenario), []);
  });

  it('gives inference of your own as a cost, for each source', async () => {
    const inference = { type: 'module' as const, module: './m.mjs', workers: 2 };
    const input = written(
      await recording(
        { answeredMs: answered(30), inferences: [10, 30, 20].map((ms) => inferred(ms)) },
        { inference, scale: 2 },
      ),
    );
    assert.deepEqual(input.inference, { cost: 10, workers: 2 });
    assert.equal(input.sources[0]!.cost, 10);
  });

  it('gives a model server by its tokens, and neither its address nor its key', async () => {
    const inference = {
      type: 'openai' as const,
      url: 'https://user:hunter2@api.example.com/v1',
      apiKey: 'sk-hunter2',
      headers: { 'x-key': 'hunter2' },
      model: 'm',
    };
    const tokens = { firstTokenMs: 200, outputTokens: 60 };
    const of = await recording({ answeredMs: answered(30), inferences: [inferred(1200, tokens)] }, { inference });
    assert.deepEqual(written(of).inference, {
      type: 'openai',
      url: 'http://127.0.0.1:8787/v1',
      model: 'm',
      firstToken: 200,
      tokensPerSecond: 60,
      tokens: 60,
    });
    assert.ok(!recordedScenario(of).includes('hunter2'));
    const whole = written(
      await recording({ inferences: [inferred(1200, { outputTokens: 50 })] }, { inference }),
    ).inference;
    assert.deepEqual(whole, {
      type: 'openai',
      url: 'http://127.0.0.1:8787/v1',
      model: 'm',
      firstToken: 1200,
      tokensPerSecond: 1e6,
      tokens: 50,
    });
  });

  it('makes up a text in the place of an answer that is large, and says so', async () => {
    const payload: Json = 'x'.repeat(70_000);
    const of = await recording({ answeredMs: answered(30), payload });
    assert.equal(written(of).sources[0]!.payload, undefined);
    assert.match(written(of).description!, /Source 'a' answered with more than 64 kB, so its text is made up\./);
  });

  it('has a description that fits, whatever sources are called', async () => {
    const sources = Array.from({ length: 100 }, (_, i) => ({ name: `${i}${'n'.repeat(190)}`, latency: 1 }));
    assert.ok(written(await recording({ answeredMs: [1] }, { sources })).description!.length <= 2000);
  });
});

it('what was measured is a table with a row for each source', async () => {
  const failures = [...failed(2, 'timeout', 5000), ...failed(1, 'reset')];
  assert.equal(
    textOf(
      recordBlocks(documentOf(await recording({ answeredMs: answered(47, 200), failures }, { name: 'mine' }), false)),
      plainStyle(),
    ),
    `mine · 1 source · 50 rounds on real time

  source  answered  median     p95            failures
  a          47/50  0.20 s  0.20 s  2 timeout, 1 reset
`,
  );
});
