import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { SimulatedCores, type SimulatedOptions } from '#src/inference/simulated.js';
import { drawEffect, workerFaultKinds } from '#src/inference/workers/worker-faults.js';
import { Failure, UsageError } from '#src/model/errors.js';
import type { Job } from '#src/model/ports.js';
import { Scope } from '#src/model/scope.js';
import { resolveScenario } from '#src/scenario/load.js';
import { overridden } from '#src/scenario/override.js';
import { workerFault } from '#src/scenario/fields/worker-fault.js';
import { VirtualClock } from '#src/time/virtual.js';
import { capstone, errorsOf, found, simulate, times } from '../../support/simulate.js';

const job = (source = 'weather', index = 0): Job => ({
  source,
  question: '',
  payload: null,
  randomKey: { seed: 1, index, attempt: 1 },
});

interface Submitted {
  readonly atMs: number;
  readonly source?: string;
  readonly abortMs?: number;
}

/** Submits jobs of a second to simulated cores and tells of each lane, start, end, CPU time, settling and outcome. */
async function submitted(
  faults: readonly string[],
  jobs: readonly Submitted[],
  options: Partial<SimulatedOptions> = {},
): Promise<(string | number | undefined)[][]> {
  const clock = new VirtualClock();
  const parsed = faults.map((text) => workerFault.parse(text));
  const workers = options.workers ?? 1;
  const engine = new SimulatedCores({
    clock,
    cores: workers,
    costMs: 1000,
    contention: 1,
    analyse: () => found,
    coldStartMs: 100,
    graceMs: 50,
    ...options,
    workers,
    faults: parsed,
  });
  const one = async ({ atMs, source, abortMs }: Submitted, index: number): Promise<(string | number | undefined)[]> => {
    const scope = new Scope();
    if (abortMs !== undefined) {
      clock.after(abortMs, () => {
        scope.abort(new Failure('deadline', 'enough'));
      });
    }
    await new Promise<void>((resolve) => {
      clock.after(atMs, resolve);
    });
    const seen: (string | number | undefined)[] = [];
    const observer = {
      began: (lane: string, startMs: number) => seen.push(lane, startMs),
      ended: (endMs: number, { cpuMs }: { cpuMs: number }) => seen.push(endMs, cpuMs),
      noted: () => {},
    };
    const outcome = await engine.infer(job(source, index), scope, observer).then(
      () => 'ok',
      (thrown: unknown) => Failure.from(thrown, 'error').kind,
    );
    return [...seen, clock.now(), outcome];
  };
  return clock.drive(
    () => Promise.all(jobs.map(one)),
    () => [],
  );
}

describe('a simulated worker that', () => {
  for (const kind of ['crash', 'out-of-memory'] as const) {
    it(`meets ${kind} fails its job after a share of the cost, and is away for a cold start`, async () => {
      assert.deepEqual(await submitted([kind], [{ atMs: 0 }, { atMs: 0 }]), [
        ['worker-1', 0, 500, 500, 500, 'inference'],
        ['worker-1', 600, 1100, 500, 1100, 'inference'],
      ]);
      assert.deepEqual(await submitted([`${kind}:0.2`], [{ atMs: 10 }]), [
        ['worker-1', 10, 210, 200, 210, 'inference'],
      ]);
      assert.deepEqual(await submitted([`${kind}:0`], [{ atMs: 10 }]), [['worker-1', 10, 10, 0, 10, 'inference']]);
    });
  }

  it('crashes leaves the other workers to the jobs that wait', async () => {
    const faults = ['crash%0.5'];
    const lucky = [0, 1, 2, 3].map(
      (index) => drawEffect([workerFault.parse(faults[0]!)], job('weather', index)).faultOutcome === undefined,
    );
    assert.ok(lucky.includes(true) && lucky.includes(false));
    const seen = await submitted(faults, [{ atMs: 0 }, { atMs: 0 }, { atMs: 0 }, { atMs: 0 }], { workers: 2 });
    assert.deepEqual(
      seen.map((one) => one.at(-1) === 'ok'),
      lucky,
    );
  });

  it('is cancelled before it crashes lives on', async () => {
    assert.deepEqual(await submitted(['crash'], [{ atMs: 0, abortMs: 499 }, { atMs: 0 }]), [
      ['worker-1', 0, 499, 499, 499, 'deadline'],
      ['worker-1', 499, 999, 500, 999, 'inference'],
    ]);
  });

  it('is stuck keeps its core until it is cancelled, then for a grace, and is away for a cold start', async () => {
    assert.deepEqual(
      await submitted(
        ['stuck'],
        [
          { atMs: 0, abortMs: 5000 },
          { atMs: 0, abortMs: 5200 },
        ],
      ),
      [
        ['worker-1', 0, 5050, 5050, 5050, 'deadline'],
        ['worker-1', 5150, 5200, 50, 5200, 'deadline'], // not stuck yet: it yields
      ],
    );
  });

  it('is stuck takes its share of the cores from the others', async () => {
    // Two workers on one core: half speed each, until the second is cancelled in its half.
    const seen = await submitted(
      ['stuck:0.1'],
      [
        { atMs: 0, abortMs: 3000 },
        { atMs: 0, abortMs: 100 },
      ],
      { workers: 2, cores: 1 },
    );
    assert.deepEqual(seen, [
      ['worker-1', 0, 3050, 3000, 3050, 'deadline'],
      ['worker-2', 0, 100, 50, 100, 'deadline'],
    ]);
  });

  it('has a slow core takes a factor of the cost', async () => {
    assert.deepEqual(await submitted(['slow-core:2.5x'], [{ atMs: 0 }]), [['worker-1', 0, 2500, 2500, 2500, 'ok']]);
    assert.deepEqual(await submitted(['slow-core:2x', 'slow-core:2x', 'crash:0.25', 'crash:0.5'], [{ atMs: 0 }]), [
      ['worker-1', 0, 1000, 1000, 1000, 'inference'],
    ]);
  });

  it('is lost when the cores are closed plans nothing more', async () => {
    const clock = new VirtualClock();
    const options = {
      clock,
      cores: 1,
      workers: 1,
      costMs: 100,
      contention: 1,
      analyse: () => found,
      faults: [workerFault.parse('crash')],
    };
    const engine = new SimulatedCores(options);
    await clock.drive(
      () => engine.infer(job(), new Scope(), { began() {}, ended() {}, noted() {} }).catch(() => {}),
      () => [],
    );
    await engine.close();
    await assert.rejects(
      clock.drive(
        () => new Promise(() => {}),
        () => [],
      ),
      { name: 'DeadlockError' },
    );
    assert.equal(clock.now(), 50);
  });
});

describe('worker faults in a scenario', () => {
  it('crash in every job fail every inference by name, and no fetch', async () => {
    const simulation = await simulate(capstone({ inference: { cost: '2s', faults: ['crash'] } }), 'hybrid');
    assert.deepEqual(errorsOf(simulation), [
      ['weather', 'inference', 'inference', 1, 3000],
      ['news', 'inference', 'inference', 1, 2500],
      ['knowledge_base', 'inference', 'inference', 1, 4000],
    ]);
    assert.match(
      simulation.answer.errors[0]!.message,
      /^injected fault: the worker ended in the middle of its work: exit code 1$/,
    );
  });

  it('stuck in every job end with the overall timeout and the grace', async () => {
    const simulation = await simulate(
      capstone({ inference: { cost: '2s', faults: ['stuck'] }, limits: { timeout: '10s' } }),
      'hybrid',
    );
    assert.equal(simulation.makespanMs, 10_070);
    assert.deepEqual(times(simulation.spans, 'inference', 'news'), [[1500, 10_070, 'deadline']]);
  });

  it('slow-core in every job lengthen the inference', async () => {
    assert.equal(
      (await simulate(capstone({ inference: { cost: '2s', faults: ['slow-core:3x'] } }), 'hybrid')).makespanMs,
      9000,
    );
  });

  it('at a rate meet every mode with the same random numbers', async () => {
    for (const seed of [1, 2, 3, 4]) {
      const inference = { cost: '2s', faults: ['crash%0.4', 'slow-core:2x%0.4'] };
      const failed = (['sequential', 'concurrent', 'parallel', 'hybrid'] as const).map(async (mode) => {
        const { answer } = await simulate(capstone({ inference, seed, limits: { timeout: '60s' } }), mode);
        return answer.errors.map(({ source }) => source);
      });
      const [first, ...others] = await Promise.all(failed);
      for (const other of others) assert.deepEqual(other, first);
    }
  });

  it('have a rate that is the share of jobs that meet them, within five standard deviations', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: 0 }),
        fc.constantFrom('crash', 'stuck', 'out-of-memory'),
        (percent, seed, kind) => {
          const rate = percent / 100;
          const faults = [workerFault.parse(`${kind}%${rate}`)];
          let met = 0;
          for (let index = 0; index < 400; index++)
            if (drawEffect(faults, { ...job(), randomKey: { seed, index, attempt: 1 } }).faultOutcome !== undefined)
              met++;
          assert.ok(Math.abs(met - rate * 400) <= 5 * Math.sqrt(400 * rate * (1 - rate)), `${met} of 400 at ${rate}`);
        },
      ),
      { numRuns: 40, seed: 7 },
    );
  });
});

describe('a worker fault', () => {
  for (const [text, parts] of [
    ['crash', { kind: 'crash', argument: '' }],
    ['stuck:0.1%0.5', { kind: 'stuck', argument: '0.1', rate: 0.5 }],
    ['slow-core:2x', { kind: 'slow-core', argument: '2x' }],
  ] as const) {
    it(`written ${text} is ${JSON.stringify(parts)}, as text and as an object`, () => {
      assert.deepEqual(workerFault.parse(text), parts);
      assert.deepEqual(workerFault.parse(parts), parts);
    });
  }

  for (const [text, ...said] of [
    ['carsh', "unknown worker fault 'carsh'", "did you mean 'crash'?"],
    ['hang', "unknown worker fault 'hang'", Object.keys(workerFaultKinds).join(', ')],
    ['crash:1', 'crash[:SHARE]', "not '1'"],
    ['stuck:now', 'stuck[:SHARE]', "not 'now'"],
    ['slow-core', 'slow-core:FACTORx', 'slow-core:2x'],
    ['slow-core:0.5x', "not '0.5x'"],
    ['crash%2', "not '2'", 'from 0 to 1'],
    ['crash@2s..1s', 'ends before it begins'],
    ['crash@soon', '@FROM..UNTIL', "'@soon'"],
  ] as const) {
    it(`written ${text} is refused with flag, value and remedy`, async () => {
      const { scenario } = await resolveScenario({ sources: [{ name: 'weather', latency: 1 }] });
      assert.throws(
        () => overridden(scenario, { failWorker: [text] }),
        (error) => {
          assert.ok(error instanceof UsageError);
          for (const words of [`--fail-worker ${text}`, ...said])
            assert.ok(error.message.includes(words), `"${words}" is missing in: ${error.message}`);
          return true;
        },
      );
    });
  }

  it('is refused in a scenario with its path', async () => {
    await assert.rejects(
      resolveScenario({ sources: [{ name: 'a', latency: 1 }], inference: { faults: ['crahs'] } }),
      (error) => {
        assert.ok(
          error instanceof UsageError &&
            error.message.includes('inference.faults.0') &&
            error.message.includes("did you mean 'crash'?"),
          String(error),
        );
        return true;
      },
    );
  });

  it('of a flag comes after the scenario’s own', async () => {
    const { scenario } = await resolveScenario({
      sources: [{ name: 'a', latency: 1 }],
      inference: { faults: ['crash%0.1'] },
    });
    assert.deepEqual(
      overridden(scenario, { failWorker: ['stuck'] }).inference.faults.map(({ kind }) => kind),
      ['crash', 'stuck'],
    );
  });
});
