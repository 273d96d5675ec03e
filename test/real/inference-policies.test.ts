import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { run, type Report, type ScenarioInput } from '#src/index.js';

type Inference = NonNullable<ScenarioInput['inference']>;

/** The same query on real threads and on simulated cores; what they have in common is asserted of both. */
async function both(
  input: ScenarioInput,
  check: (run: Report['modes'][number]['runs'][number]) => void,
): Promise<void> {
  for (const virtual of [true, false]) {
    const report = await run({ ...input, modes: ['hybrid'] }, { virtual });
    check(report.modes[0]!.runs[0]!);
  }
}

/** Seeds of which the first inference meets a fault of rate 0.5, and the second does not. */
const crashesOnce = 2;
const sticksOnce = 8;

const weather = (inference: Inference): ScenarioInput => ({
  sources: [{ name: 'weather', latency: 5 }],
  inference: { cost: 40, workers: 1, ...inference },
});

describe('on real threads as on simulated cores', () => {
  for (const [order, expected] of [
    ['fifo', ['first', 'short', 'long', 'middle']],
    ['longest-first', ['first', 'long', 'middle', 'short']],
    ['shortest-first', ['first', 'short', 'middle', 'long']],
  ] as const) {
    it(`workers are given payloads ${order}`, async () => {
      const sources = [
        { name: 'first', latency: 1, cost: 250 },
        { name: 'short', latency: 40, cost: 10 },
        { name: 'long', latency: 80, cost: 60 },
        { name: 'middle', latency: 120, cost: 30 },
      ];
      await both({ sources, inference: { workers: 1, policies: [{ type: 'dispatch', order }] } }, ({ spans }) => {
        const jobs = spans.filter(({ kind }) => kind === 'inference').toSorted((a, b) => a.startMs - b.startMs);
        assert.deepEqual(
          jobs.map(({ name }) => name),
          expected,
        );
      });
    });
  }

  it('a lost worker’s inference is made again', async () => {
    await both(
      weather({
        faults: ['crash@0ms..45ms'],
        cost: 80,
        policies: [{ type: 'retry', attempts: 1, base: 50, jitter: 'none' }],
      }),
      ({ result, spans }) => {
        assert.equal(result.status, 'complete');
        assert.deepEqual(
          spans
            .filter(({ kind }) => kind === 'inference' || kind === 'backoff')
            .map(({ kind, outcome }) => `${kind} ${outcome}`),
          ['inference inference', 'backoff ok', 'inference ok'],
        );
      },
    );
  });

  it('a cheaper inference stands in for a lost worker’s, and says so', async () => {
    await both(
      {
        seed: crashesOnce,
        ...weather({ faults: ['crash%0.5'], cost: 80, policies: [{ type: 'model-fallback', cost: 10 }] }),
      },
      ({ result }) => {
        assert.deepEqual(
          [result.status, result.completeness, Object.keys(result.inferences)],
          ['partial', 0, ['weather']],
        );
        const answer = result.sources['weather']!;
        assert.ok(answer.ok && answer.degraded?.by === 'model' && answer.degraded.error.kind === 'inference');
      },
    );
  });

  it('a cheaper inference is made where too little time is left', async () => {
    const input = weather({ cost: '20s', policies: [{ type: 'model-fallback', cost: 10 }] });
    await both({ ...input, limits: { timeout: '10s' } }, ({ result, makespanMs }) => {
      assert.ok(makespanMs < 2000, `${makespanMs} ms`);
      const answer = result.sources['weather']!;
      assert.ok(answer.ok && answer.degraded?.error.kind === 'rejected');
    });
  });

  it('a stuck inference is cut off by a timeout around it, and made again', async () => {
    const policies: Inference['policies'] = [
      { type: 'retry', attempts: 1, base: 10, jitter: 'none' },
      { type: 'timeout', after: '1s' },
    ];
    await both({ seed: sticksOnce, ...weather({ faults: ['stuck%0.5'], policies }) }, ({ result, spans }) => {
      assert.equal(result.status, 'complete');
      assert.deepEqual(
        spans.filter(({ kind }) => kind === 'inference').map(({ outcome }) => outcome),
        ['timeout', 'ok'],
      );
    });
  });
});
