import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { run, UsageError, type Report, type RunOptions } from '#src/index.js';

const scenario = {
  sources: [
    { name: 'a', latency: 30 },
    { name: 'b', latency: 40 },
  ],
  inference: { cost: 5 },
  modes: ['hybrid', 'sequential'] as const,
};
const input = { ...scenario, modes: [...scenario.modes] };

describe('a run as a library', () => {
  for (const virtual of [true, false]) {
    for (const kind of ['fetch', 'inference'] as const) {
      it(
        `rejects with what a listener throws at the begin of ${kind === 'fetch' ? 'a fetch' : 'an inference'}, on ` +
          `${virtual ? 'virtual' : 'real'} time`,
        async () => {
          const listener = {
            event(event: { type: string; kind?: string }) {
              if (event.type === 'begin' && event.kind === kind) throw new RangeError('the listener is broken');
            },
          };
          await assert.rejects(run(input, { virtual, listener }), new RangeError('the listener is broken'));
        },
      );
    }
  }

  it('reports nothing but the interruption when its signal is aborted beforehand', async () => {
    const report = await run(input, { signal: AbortSignal.abort() });
    assert.equal(report.interrupted, true);
    assert.deepEqual(report.modes, []);
    assert.equal(report.calibration, null, 'no worker was started');
  });

  it('reports nothing but the interruption when its signal is aborted while the workers start', async () => {
    const controller = new AbortController();
    const running = run(input, { signal: controller.signal });
    setImmediate(() => {
      controller.abort();
    });
    const report = await running;
    assert.deepEqual([report.interrupted, report.modes.length], [true, 0]);
  });

  for (const [options, field] of [
    [{ runs: 0 }, 'runs'],
    [{ runs: Number.NaN }, 'runs'],
    [{ cores: 0, virtual: true }, 'cores'],
    [{ cores: 1.5, virtual: true }, 'cores'],
    [{ contention: 0, virtual: true }, 'contention'],
    [{ contention: Number.NaN, virtual: true }, 'contention'],
    [{ cores: 4 }, 'cores'],
  ] as const) {
    it(`refuses ${JSON.stringify(options)}`, async () => {
      await assert.rejects(
        run(input, options),
        (error) => error instanceof UsageError && error.message.includes(field),
      );
    });
  }

  for (const [what, options, message] of [
    ['no options at all', null, 'top level: expected object, not null'],
    ['a signal that is none', { signal: {} }, 'signal: expected an AbortSignal, as of new AbortController()'],
    ['a text for a truth', { virtual: 'yes' }, 'virtual: expected boolean, not "yes"'],
    ['a listener that cannot hear', { listener: { event: 1 } }, 'listener.event: expected a function'],
    ['a name that it does not know', { run: 3 }, "top level: unknown field 'run'; did you mean 'runs'?"],
  ] as const) {
    it(`refuses ${what}`, async () => {
      await assert.rejects(
        run(input, options as unknown as RunOptions),
        new UsageError(`wrong options of run:\n  ${message}`),
      );
    });
  }

  it('takes what the flags of the command change of a scenario, values and texts alike', async () => {
    const report = await run('capstone', {
      virtual: true,
      cores: 2,
      modes: ['hybrid'],
      seed: 7,
      workers: 1,
      inferCost: '1s',
      latency: [{ source: 'news', ms: 4000 }],
      failSource: ['weather=error'],
      question: 'Why?',
    });
    const [{ mode, runs }] = report.modes as [Report['modes'][number]];
    assert.deepEqual(
      [
        mode,
        report.seed,
        report.world.workers,
        runs[0]!.makespanMs,
        runs[0]!.result.query,
        runs[0]!.result.completeness,
      ],
      ['hybrid', 7, 1, 5000, 'Why?', 2 / 3],
    );
    await assert.rejects(run('capstone', { failSource: ['wether'] }), /--fail-source wether: unknown source 'wether'/);
  });
});
