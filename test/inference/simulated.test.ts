import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { SimulatedCores } from '#src/inference/simulated.js';
import { Failure } from '#src/model/errors.js';
import { Scope } from '#src/model/scope.js';
import { VirtualClock } from '#src/time/virtual.js';
import { found } from '../support/simulate.js';

interface Submitted {
  readonly atMs: number;
  readonly abortMs?: number;
}

interface Seen {
  lane?: string;
  startMs?: number;
  endMs?: number;
  cpuMs?: number;
  waitMs?: number;
  settledMs: number;
  outcome: string;
}

/** Submits jobs to simulated cores at their times and tells what each of them saw. */
async function submitted(
  jobs: readonly Submitted[],
  {
    costMs = 1000,
    cores = 2,
    workers = cores,
    contention = 1,
  }: { costMs?: number; cores?: number; workers?: number; contention?: number } = {},
): Promise<Seen[]> {
  const clock = new VirtualClock();
  const engine = new SimulatedCores({ clock, cores, workers, costMs, contention, analyse: () => found });
  const one = async ({ atMs, abortMs }: Submitted): Promise<Seen> => {
    const scope = new Scope();
    if (abortMs !== undefined) {
      clock.after(abortMs, () => {
        scope.abort(new Failure('interrupted', 'enough'));
      });
    }
    await new Promise<void>((resolve) => {
      clock.after(atMs, resolve);
    });
    const seen: Seen = { settledMs: 0, outcome: '' };
    const observer = {
      began: (lane: string, startMs: number) => Object.assign(seen, { lane, startMs }),
      ended: (endMs: number, { cpuMs, coreWaitMs }: { cpuMs: number; coreWaitMs: number }) =>
        Object.assign(seen, { endMs, cpuMs, waitMs: coreWaitMs }),
      noted: () => {},
    };
    try {
      await engine.infer({ source: 'a', question: '', payload: null }, scope, observer);
      return { ...seen, outcome: 'ok', settledMs: clock.now() };
    } catch (thrown) {
      return { ...seen, outcome: Failure.from(thrown, 'error').kind, settledMs: clock.now() };
    }
  };
  return clock.drive(
    () => Promise.all(jobs.map(one)),
    () => [],
  );
}

const times = (seen: readonly Seen[]): (number | undefined)[][] =>
  seen.map(({ startMs, endMs, cpuMs, waitMs }) => [startMs, endMs, cpuMs, waitMs]);

describe('simulated cores', () => {
  it('run as many jobs at full speed as there are cores, and queue the rest in order', async () => {
    const seen = await submitted([{ atMs: 0 }, { atMs: 100 }, { atMs: 200 }, { atMs: 200 }]);
    assert.deepEqual(times(seen), [
      [0, 1000, 1000, 0],
      [100, 1100, 1000, 0],
      [1000, 2000, 1000, 0],
      [1100, 2100, 1000, 0],
    ]);
    assert.deepEqual(
      seen.map((job) => job.lane),
      ['worker-1', 'worker-2', 'worker-1', 'worker-2'],
    );
  });

  it('share themselves out evenly where workers outnumber them, and say who waited for a core', async () => {
    // Alone for 500 ms, then two jobs on one core at half speed each.
    const seen = await submitted([{ atMs: 0 }, { atMs: 500 }], { cores: 1, workers: 2 });
    assert.deepEqual(times(seen), [
      [0, 1500, 1000, 500],
      [500, 2000, 1000, 500],
    ]);
  });

  it('give three jobs two thirds of a core each where there are two', async () => {
    const seen = await submitted([{ atMs: 0 }, { atMs: 0 }, { atMs: 0 }], { cores: 2, workers: 3 });
    assert.deepEqual(times(seen), [
      [0, 1500, 1000, 500],
      [0, 1500, 1000, 500],
      [0, 1500, 1000, 500],
    ]);
  });

  for (const [busy, endMs] of [
    [1, 1000],
    [2, 1000 / 0.75],
    [3, 2000],
  ] as const) {
    it(
      `with contention 2 on three cores slow ${busy} busy to ${Math.round(100_000 / endMs)} % of their rate, all ` +
        'of it on a CPU',
      async () => {
        const seen = await submitted(
          Array.from({ length: busy }, () => ({ atMs: 0 })),
          { cores: 3, contention: 2 },
        );
        for (const job of seen) {
          assert.ok(Math.abs(job.endMs! - endMs) < 1e-5);
          assert.ok(Math.abs(job.cpuMs! - endMs) < 1e-5);
          assert.equal(job.waitMs, 0);
        }
      },
    );
  }

  it('do not know contention where there is one core only', async () => {
    assert.deepEqual(times(await submitted([{ atMs: 0 }], { cores: 1, contention: 3 })), [[0, 1000, 1000, 0]]);
  });

  it('free the worker of a job that is cancelled while it runs, for the next in the queue', async () => {
    const seen = await submitted([{ atMs: 0 }, { atMs: 0, abortMs: 400 }, { atMs: 100 }], { cores: 1, workers: 2 });
    // Two at half speed until 400, when the third takes the freed worker; two at half speed again until 2000.
    assert.deepEqual(times(seen), [
      [0, 2000, 1000, 1000],
      [0, 400, 200, 200],
      [400, 2200, 1000, 800],
    ]);
    assert.deepEqual(
      seen.map((job) => job.outcome),
      ['ok', 'interrupted', 'ok'],
    );
    assert.equal(seen[1]!.settledMs, 400);
  });

  it('work faster on the rest once a job is cancelled', async () => {
    assert.deepEqual(times(await submitted([{ atMs: 0 }, { atMs: 0, abortMs: 400 }], { cores: 1, workers: 2 })), [
      [0, 1200, 1000, 200],
      [0, 400, 200, 200],
    ]);
  });

  it('never begin a job that is cancelled in the queue', async () => {
    const [, queued, next] = await submitted([{ atMs: 0 }, { atMs: 0, abortMs: 300 }, { atMs: 0 }], { cores: 1 });
    assert.deepEqual(queued, { outcome: 'interrupted', settledMs: 300 });
    assert.deepEqual(next, {
      lane: 'worker-1',
      startMs: 1000,
      endMs: 2000,
      cpuMs: 1000,
      waitMs: 0,
      outcome: 'ok',
      settledMs: 2000,
    });
  });

  it('refuse a job whose scope was aborted before', async () => {
    const [job] = await submitted([{ atMs: 50, abortMs: 10 }]);
    assert.deepEqual(job, { outcome: 'interrupted', settledMs: 50 });
  });

  it('finish a job that costs nothing at once', async () => {
    assert.deepEqual(times(await submitted([{ atMs: 5 }, { atMs: 5 }], { costMs: 0, cores: 1 })), [
      [5, 5, 0, 0],
      [5, 5, 0, 0],
    ]);
  });

  it('conserve work: every job gets its cost, no core is idle while work waits, and no more than all are busy', async () => {
    const job = fc.integer({ min: 0, max: 3000 }).map((atMs) => ({ atMs }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(job, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 6 }),
        async (jobs, cores, workers) => {
          const seen = await submitted(jobs, { cores, workers, costMs: 700 });
          for (const { startMs, endMs, cpuMs, waitMs } of seen) {
            assert.ok(Math.abs(cpuMs! - 700) < 1e-4, `cost ${cpuMs}`);
            assert.ok(Math.abs(cpuMs! + waitMs! - (endMs! - startMs!)) < 1e-4);
          }
          const usable = Math.min(cores, workers);
          const end = Math.max(...seen.map((one) => one.endMs!));
          const latest = jobs.map(({ atMs }) => atMs).toSorted((a, b) => a - b);
          const bound = Math.max(
            ...latest.map((release, i) => release + Math.max(700, ((latest.length - i) * 700) / usable)),
          );
          assert.ok(end >= bound - 1e-4);
          assert.ok(end <= latest.at(-1)! + jobs.length * 700 + 1e-4);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('can be closed with work in progress, and then plan nothing', async () => {
    const clock = new VirtualClock();
    const engine = new SimulatedCores({
      clock,
      cores: 1,
      workers: 1,
      costMs: 100,
      contention: 1,
      analyse: () => found,
    });
    void engine.infer({ source: 'a', question: '', payload: null }, new Scope(), {
      began() {},
      ended() {},
      noted() {},
    });
    await engine.close();
    await assert.rejects(
      clock.drive(
        () => new Promise(() => {}),
        () => [],
      ),
      { name: 'DeadlockError' },
    );
    assert.equal(clock.now(), 0);
  });
});
