import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { reportSchema, run as runScenario, type Report, type ScenarioInput } from '#src/index.js';
import { Scope } from '#src/model/scope.js';
import { Failure } from '#src/model/errors.js';
import { resolveScenario } from '#src/scenario/load.js';
import { makePlan } from '#src/scenario/plan.js';
import { runPlan } from '#src/experiments/run/run-plan.js';

const byMode = <T>(report: Report, figure: (mode: Report['modes'][number]) => T): [string, T][] =>
  report.modes.map((mode) => [mode.mode, figure(mode)]);

describe('a run that is interrupted', () => {
  const input: ScenarioInput = {
    sources: [{ name: 'a', latency: '1s' }],
    inference: { cost: '1s' },
    modes: ['sequential', 'parallel', 'hybrid'],
  };

  /** Runs the plan and interrupts it when a certain run begins its inference. */
  async function interruptedIn(mode: string, index: number, runs: number): Promise<Report> {
    const within = new Scope();
    let at = '';
    const plan = makePlan(await resolveScenario(input), { clock: 'virtual', runs, cores: 1, contention: 1 }, 1);
    return runPlan(plan, within, {
      runBegins: (name, i) => (at = `${name} ${i}`),
      event: (event) => {
        if (at === `${mode} ${index}` && event.type === 'begin' && event.kind === 'inference')
          within.abort(new Failure('interrupted', 'Ctrl-C'));
      },
    });
  }

  for (const [mode, index, finished] of [
    ['sequential', 0, []],
    ['parallel', 0, [['sequential', 1]]],
    [
      'hybrid',
      1,
      [
        ['sequential', 2],
        ['parallel', 2],
        ['hybrid', 1],
      ],
    ],
  ] as const) {
    it(`in run ${index + 1} of ${mode} keeps what was finished, and says so`, async () => {
      const report = await interruptedIn(mode, index, 2);
      assert.equal(report.interrupted, true);
      assert.deepEqual(
        byMode(report, ({ runs }) => runs.length),
        finished,
      );
      assert.ok(
        report.modes.every(({ runs }) => runs.every((run) => run.makespanMs === 2000)),
        'the run that was cut off is no sample',
      );
      assert.ok(reportSchema.safeParse(report).success);
    });
  }

  it('by the signal of a program ends the same way', async () => {
    const controller = new AbortController();
    const runBegins = (mode: string): void => {
      if (mode === 'parallel') controller.abort();
    };
    const report = await runScenario(input, {
      virtual: true,
      cores: 1,
      signal: controller.signal,
      listener: { runBegins },
    });
    assert.equal(report.interrupted, true);
    assert.deepEqual(
      byMode(report, ({ runs }) => runs.length),
      [['sequential', 1]],
    );
  });

  it('before it began reports nothing', async () => {
    const report = await runScenario(input, { virtual: true, cores: 1, signal: AbortSignal.abort() });
    assert.deepEqual([report.interrupted, report.modes], [true, []]);
  });
});
