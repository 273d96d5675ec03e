import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { runQuery } from '#src/agent/query.js';
import { modes } from '#src/agent/modes.js';
import { createPool, type Pool, type PoolOptions } from '#src/inference/workers/pool.js';
import { drawEffect, type WorkerFault } from '#src/inference/workers/worker-faults.js';
import { readText } from '#src/machine/environment.js';
import { Failure } from '#src/model/errors.js';
import type { Job } from '#src/model/ports.js';
import { Scope } from '#src/model/scope.js';
import { resolveScenario } from '#src/scenario/load.js';
import { workerFault } from '#src/scenario/fields/worker-fault.js';
import { realWorld } from '#src/world/real.js';
import { virtualWorld } from '#src/world/virtual.js';
import { realClock } from '#src/time/real.js';
import { found } from '../support/simulate.js';

const calibration = { unitsPerCpuMs: 10, contention: 1, spread: 0 };

function open(faults: readonly string[], options: Partial<PoolOptions> = {}): Promise<Pool> {
  const parsed: WorkerFault[] = faults.map((text) => workerFault.parse(text));
  return createPool({
    clock: realClock,
    workers: 2,
    cores: 2,
    costMs: 20,
    calibration,
    heapMb: 64,
    faults: parsed,
    ...options,
  });
}

interface Ran {
  readonly lane: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly outcome: string;
}

/** Runs a job; aborts it so long after it has begun, where it is given. */
async function run(pool: Pool, index: number, abortAfterMs?: number): Promise<Ran> {
  const scope = new Scope();
  const seen = { lane: '', startMs: Number.NaN, endMs: Number.NaN };
  const job: Job = {
    source: 'weather',
    question: 'Warm?',
    payload: 'It is warm.',
    randomKey: { seed: 1, index, attempt: 1 },
  };
  const result = pool.infer(job, scope, {
    began(lane, startMs) {
      Object.assign(seen, { lane, startMs });
      if (abortAfterMs === undefined) return;
      realClock.after(abortAfterMs, () => {
        scope.abort(new Failure('deadline', 'enough'));
      });
    },
    ended(endMs) {
      seen.endMs = endMs;
    },
    noted: () => {},
  });
  const outcome = await result.then(
    () => 'ok',
    (thrown: Error) => thrown.message,
  );
  return { ...seen, outcome };
}

/** Threads of this process; on Linux only. */
const threads = (): number => Number(/^Threads:\s+(\d+)/mu.exec(readText('/proc/self/status') ?? '')?.[1] ?? 0);
/** What keeps the event loop alive, in kinds and numbers. */
const resources = (): string => process.getActiveResourcesInfo().toSorted().join(' ');
const listeners = (): number => process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);

describe('on real threads a job meets', () => {
  for (const [fault, message] of [
    ['crash', /^injected fault: the worker ended.*exit code 1$/u],
    ['out-of-memory', /^injected fault: the worker ended.*memory/u],
  ] as const) {
    it(`${fault}, which ends its worker and is a failure of inference by the words that simulated cores use`, async (test) => {
      const pool = await open([fault], { workers: 1 });
      test.after(() => pool.close());
      assert.match((await run(pool, 0)).outcome, message);
      assert.match((await run(pool, 1)).outcome, message);
    });
  }

  it('stuck, which does not look at its flag and ends with its worker, a grace after it is cancelled', async (test) => {
    const pool = await open(['stuck:0.1'], { workers: 1 });
    test.after(() => pool.close());
    const { outcome, startMs, endMs } = await run(pool, 0, 150);
    assert.equal(outcome, 'enough');
    assert.ok(endMs - startMs >= 200 && endMs - startMs < 2000, `${endMs - startMs} ms`);
  });

  it('slow-core, which takes a factor of the work', async (test) => {
    const pool = await open(['slow-core:8x%0.5'], { workers: 1, costMs: 30, calibration: undefined as never });
    test.after(() => pool.close());
    const cpu = [0, 0];
    for (let index = 0; index < 8; index++) {
      const { startMs, endMs } = await run(pool, index);
      const slow = drawEffect([workerFault.parse('slow-core:8x%0.5')], {
        source: 'weather',
        question: '',
        payload: '',
        randomKey: { seed: 1, index, attempt: 1 },
      });
      cpu[slow.factor === 8 ? 1 : 0]! += endMs - startMs;
    }
    assert.ok(cpu[1]! > 2 * cpu[0]!, `${cpu.join(' and ')} ms`);
  });
});

describe('a pool whose workers crash, run out of memory and get stuck', { skip: process.platform !== 'linux' }, () => {
  const faults = ['crash%0.34', 'out-of-memory%0.34', 'stuck%0.34'];
  const kindOf = (index: number): string =>
    drawEffect(
      faults.map((text) => workerFault.parse(text)),
      { source: 'weather', question: '', payload: '', randomKey: { seed: 1, index, attempt: 1 } },
    ).faultOutcome?.kind ?? 'none';
  /** The first queries that meet each kind, and that meet none. */
  const indexes = (kind: string, count: number): number[] =>
    Array.from({ length: 1000 }, (_, i) => i)
      .filter((index) => kindOf(index) === kind)
      .slice(0, count);

  let pool: Pool;
  const warnings: string[] = [];
  const warned = (warning: Error): void => {
    warnings.push(warning.message);
  };
  before(async () => {
    process.on('warning', warned);
    pool = await open(faults);
  });
  after(async () => {
    process.off('warning', warned);
    await pool.close();
  });

  it('has all of them back for the next query, ten times over, and leaks no thread, timer or listener', async () => {
    const healthy = indexes('none', 4);
    const troubled = (['crash', 'out-of-memory', 'stuck'] as const).map((kind) => indexes(kind, 1)[0]!);
    const bothWork = async (): Promise<void> => {
      // Of two jobs at once each takes a worker; the second waits for its own to be back.
      const pair = await Promise.all([run(pool, healthy[0]!), run(pool, healthy[1]!)]);
      assert.deepEqual(
        pair.map(({ outcome }) => outcome),
        ['ok', 'ok'],
      );
    };
    await bothWork();
    const at = { threads: threads(), resources: resources(), listeners: listeners() };
    for (let round = 0; round < 10; round++) {
      const [crash, memory, stuck] = await Promise.all(
        troubled.map((index) => run(pool, index, kindOf(index) === 'stuck' ? 100 : undefined)),
      );
      assert.match(crash!.outcome, /exit code 1/u);
      assert.match(memory!.outcome, /memory/u);
      assert.equal(stuck!.outcome, 'enough');
      await bothWork();
      const lanes = new Set<string>();
      while (lanes.size < 2)
        for (const { lane } of await Promise.all([run(pool, healthy[2]!), run(pool, healthy[3]!)])) lanes.add(lane);
    }
    assert.deepEqual({ threads: threads(), resources: resources(), listeners: listeners() }, at);
    assert.deepEqual(warnings, []);
  });
});

describe('a scenario with worker faults', () => {
  it('fails the same inferences on threads as on simulated cores', async (test) => {
    const loaded = await resolveScenario({
      sources: ['a', 'b', 'c', 'd'].map((name) => ({ name, latency: 1 })),
      inference: { cost: 10, workers: 2, faults: ['crash:0%0.5'] },
    });
    const options = { cores: 2, workers: 2 };
    const real = await realWorld(loaded, { ...options, within: new Scope() });
    test.after(() => real.close());
    const virtual = virtualWorld(loaded, { ...options, contention: 1, analyse: () => found });
    for (let index = 0; index < 3; index++) {
      const failed = [real, virtual].map(async (world) => {
        const query = { index, seed: 1, question: 'Why?', arguments: { city: 'Oslo' } };
        const ask = {
          mode: modes.hybrid.run,
          name: 'hybrid',
          query,
          world,
          agent: world.agent(),
          timeoutMs: 15_000,
          sink: () => {},
          within: new Scope(),
        };
        const answer = await world.drive(
          () => runQuery(ask),
          () => [],
        );
        return answer.errors.map(({ source, kind, message }) => `${source}: ${kind}, ${message}`);
      });
      const [onThreads, simulated] = await Promise.all(failed);
      assert.deepEqual(onThreads, simulated);
      assert.ok(simulated!.length > 0 || index > 0);
    }
  });
});
