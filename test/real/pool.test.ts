import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { analyse } from '#src/inference/kernel/kernel.js';
import { createPool, type Pool, type PoolOptions } from '#src/inference/workers/pool.js';
import type { Job } from '#src/model/ports.js';
import type { CpuUsage } from '#src/model/trace.js';
import { Scope } from '#src/model/scope.js';
import { readText } from '#src/machine/environment.js';
import { realClock } from '#src/time/real.js';

const calibration = { unitsPerCpuMs: 10, contention: 1, spread: 0 };
const script = new URL('odd-worker.js', import.meta.url);
const job: Job = { source: 'weather', question: 'How warm is it?', payload: { city: 'Oslo', temp: 7 } };

function open(options: Partial<PoolOptions> = {}): Promise<Pool> {
  return createPool({ clock: realClock, workers: 1, cores: 2, costMs: 40, calibration, script, ...options });
}

interface Seen {
  lane: string;
  startMs: number;
  endMs: number;
  usage: CpuUsage | undefined;
}

/** Runs a job and notes what its observer hears. `begun` resolves when it has a worker. */
function run(pool: Pool, asked: Partial<Job> = {}, scope = new Scope()) {
  const seen: Seen = { lane: '', startMs: Number.NaN, endMs: Number.NaN, usage: undefined };
  let begin = (): void => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const result = pool.infer({ ...job, ...asked }, scope, {
    began(lane, startMs) {
      Object.assign(seen, { lane, startMs });
      begin();
    },
    ended(endMs, usage) {
      Object.assign(seen, { endMs, usage });
    },
    noted: () => {},
  });
  result.catch(() => {});
  return { seen, begun, result, scope };
}

/** Threads of this process; on Linux only. */
const threads = (): number => Number(/^Threads:\s+(\d+)/mu.exec(readText('/proc/self/status') ?? '')?.[1] ?? 0);

describe('a pool of two workers', () => {
  let pool: Pool;
  before(async () => {
    pool = await open({ workers: 2 });
  });
  after(() => pool.close());

  it('finds in a payload what the kernel finds in it, and says where, when and at what cost', async () => {
    const beforeMs = realClock.now();
    const { seen, result } = run(pool);
    assert.deepEqual(await result, analyse(job.question, job.payload));
    assert.equal(seen.lane, 'worker-1');
    assert.ok(beforeMs <= seen.startMs && seen.startMs < seen.endMs && seen.endMs <= realClock.now());
    assert.ok((seen.usage?.cpuMs ?? 0) > 0 && (seen.usage?.coreWaitMs ?? -1) >= 0);
  });

  it('gives jobs that come one at a time to the same worker', async () => {
    for (let i = 0; i < 3; i++) {
      const { seen, result } = run(pool);
      await result;
      assert.equal(seen.lane, 'worker-1');
    }
  });

  it('runs two jobs at once', async () => {
    const [one, two] = [run(pool), run(pool)];
    await Promise.all([one.result, two.result]);
    assert.deepEqual([one.seen.lane, two.seen.lane].toSorted(), ['worker-1', 'worker-2']);
    assert.ok(one.seen.startMs < two.seen.endMs && two.seen.startMs < one.seen.endMs);
  });

  it('makes a job without cost wait for nothing but its analysis', async (test) => {
    const free = await open({ costMs: 0 });
    test.after(() => free.close());
    assert.deepEqual(await run(free).result, analyse(job.question, job.payload));
  });

  it('refuses a payload that cannot be sent, and works on', async () => {
    const payload: Record<string, Job['payload']> = {};
    payload['self'] = payload; // JSON cannot say it
    await assert.rejects(run(pool, { payload }).result, { name: 'Failure', kind: 'inference', message: /payload/u });
    await run(pool).result;
  });
});

describe('the queue of a pool', () => {
  let pool: Pool;
  before(async () => {
    pool = await open();
  });
  after(() => pool.close());

  it('is first come, first served', async () => {
    const order: number[] = [];
    await Promise.all([0, 1, 2, 3].map((i) => run(pool).result.then(() => order.push(i))));
    assert.deepEqual(order, [0, 1, 2, 3]);
  });

  it('is left at once when the job is not wanted any more', async () => {
    const first = run(pool);
    const second = run(pool);
    const third = run(pool);
    second.scope.abort(new Error('not wanted'));
    await assert.rejects(second.result, { message: 'not wanted' });
    assert.ok(Number.isNaN(first.seen.endMs) && Number.isNaN(second.seen.startMs));
    await Promise.all([first.result, third.result]);
  });

  it('is not entered by a job that is not wanted', async () => {
    const scope = new Scope();
    scope.abort(new Error('too late'));
    const { seen, result } = run(pool, {}, scope);
    await assert.rejects(result, { message: 'too late' });
    assert.ok(Number.isNaN(seen.startMs));
  });

  it('does not keep a listener on a scope that lives on', async () => {
    const scope = new Scope();
    await run(pool, {}, scope).result;
    scope.abort(new Error('later')); // would reach a worker that is idle, or a job that has ended
    await run(pool).result;
  });
});

describe('a job that is cancelled', () => {
  it('ends within its chunk, says what it took, and leaves its worker warm', async (test) => {
    const pool = await open({ costMs: 60_000, graceMs: 10_000 });
    test.after(() => pool.close());
    const thread = await run(pool, { question: 'which thread' }).result;
    const long = run(pool);
    await long.begun;
    long.scope.abort(new Error('enough'));
    await assert.rejects(long.result, { message: 'enough' });
    assert.ok(long.seen.endMs >= long.seen.startMs && long.seen.endMs - long.seen.startMs < 5_000);
    assert.deepEqual(await run(pool, { question: 'which thread' }).result, thread);
  });

  it('loses its worker if it does not yield, and another takes over the lane', async (test) => {
    const pool = await open({ workers: 2, graceMs: 5 });
    test.after(() => pool.close());
    const stuck = run(pool, { question: 'never yield' });
    await stuck.begun;
    const neighbour = run(pool);
    stuck.scope.abort(new Error('enough'));
    await assert.rejects(stuck.result, { message: 'enough' });
    assert.ok(stuck.seen.endMs > 0);
    await neighbour.result;
    // Its lane is free again once the new thread is warm.
    const lanes = new Set<string>();
    for (let i = 0; i < 200 && lanes.size < 2; i++) {
      const pair = [run(pool), run(pool)];
      for (const { result, seen } of pair) {
        await result;
        lanes.add(seen.lane);
      }
    }
    assert.deepEqual([...lanes].toSorted(), ['worker-1', 'worker-2']);
  });
});

describe('a job that fails', () => {
  for (const [question, message] of [
    ['leave', /worker ended.*exit code 3/u],
    ['eat memory', /worker ended.*memory/u],
    ['throw', /out of ideas/u],
  ] as const) {
    it(`by '${question}' is a failure of inference, and the next job runs`, async (test) => {
      const pool = await open({ heapMb: 64 });
      test.after(() => pool.close());
      await assert.rejects(run(pool, { question }).result, { name: 'Failure', kind: 'inference', message });
      const { seen, result } = run(pool);
      await result;
      assert.equal(seen.lane, 'worker-1');
    });
  }
});

describe('closing a pool', () => {
  it('ends its threads, running jobs and all', { skip: process.platform !== 'linux' }, async (test) => {
    const threadsBefore = threads();
    const pool = await open({ workers: 2, costMs: 60_000 });
    test.after(() => pool.close());
    const jobs = [run(pool), run(pool, { question: 'never yield' }), run(pool)];
    await Promise.all([jobs[0]?.begun, jobs[1]?.begun]);
    assert.ok(threads() >= threadsBefore + 2);
    await pool.close();
    for (const { result } of jobs)
      await assert.rejects(result, { name: 'Failure', kind: 'inference', message: /closed/u });
    await assert.rejects(run(pool).result, { message: /closed/u });
    assert.ok(threads() <= threadsBefore, `${threads()} threads, before ${threadsBefore}`);
    await pool.close();
  });

  it('is done for one that cannot start', async () => {
    await assert.rejects(open({ script: new URL('no-such-worker.js', import.meta.url) }), /no-such-worker/u);
  });
});
