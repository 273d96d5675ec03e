import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { coresAvailable } from '#src/machine/environment.js';
import { Failure } from '#src/model/errors.js';
import { Scope } from '#src/model/scope.js';
import { interleave } from '#src/experiments/compare/interleave.js';
import { resolveScenario } from '#src/scenario/load.js';
import { makePlan, type Plan } from '#src/scenario/plan.js';
import { capstone } from '../support/simulate.js';

async function plan(clock: Plan['clock'], cost = 2000, scale = 1): Promise<Plan> {
  const loaded = await resolveScenario(
    capstone({
      inference: { cost },
      modes: ['sequential', 'hybrid'],
      scale,
      limits: { fetchTimeout: '10m', timeout: '20m' },
    }),
  );
  return makePlan(
    loaded,
    { clock, runs: 1, cores: clock === 'real' ? undefined : 2, contention: 1 },
    coresAvailable().available,
  );
}

describe('two plans by turns', () => {
  it('have every mode of both in every round, in an order that the seed draws anew', async () => {
    const order: string[] = [];
    const listener = { runBegins: (side: 0 | 1, mode: string) => order.push(`${mode}-${side}`) };
    const plans = [await plan('virtual'), await plan('virtual', 2200)] as const;
    const reports = await interleave(plans, { runs: 4, within: new Scope(), listener });
    const rounds = [0, 1, 2, 3].map((round) => order.slice(4 * round, 4 * round + 4));
    for (const round of rounds)
      assert.deepEqual(round.toSorted(), ['hybrid-0', 'hybrid-1', 'sequential-0', 'sequential-1']);
    assert.ok(new Set(rounds.map(String)).size > 1);
    const again: string[] = [];
    await interleave(plans, {
      runs: 4,
      within: new Scope(),
      listener: { runBegins: (side, mode) => again.push(`${mode}-${side}`) },
    });
    assert.deepEqual(again, order);
    assert.deepEqual(
      reports.map(({ modes }) => modes.map(({ mode, runs }) => [mode, runs.map(({ makespanMs }) => makespanMs)])),
      [
        [
          ['sequential', [12_500, 12_500, 12_500, 12_500]],
          ['hybrid', [5500, 5500, 5500, 5500]],
        ],
        [
          ['sequential', [13_100, 13_100, 13_100, 13_100]],
          ['hybrid', [5900, 5900, 5900, 5900]],
        ],
      ],
    );
  });

  it('that are interrupted keep whole rounds, as many of each', async () => {
    const within = new Scope();
    let begun = 0;
    const runBegins = (): void => {
      if (++begun === 11) within.abort(new Failure('interrupted', 'by the test'));
    };
    const reports = await interleave([await plan('virtual'), await plan('virtual')], {
      runs: 5,
      within,
      listener: { runBegins },
    });
    for (const { interrupted, modes } of reports) {
      assert.equal(interrupted, true);
      assert.deepEqual(
        modes.map(({ runs }) => runs.length),
        [2, 2],
      );
    }
  });

  it('that are interrupted in the first round reject with the reason', async () => {
    const within = new Scope();
    const runBegins = (): void => within.abort(new Failure('interrupted', 'by the test'));
    await assert.rejects(
      interleave([await plan('virtual'), await plan('virtual')], { runs: 5, within, listener: { runBegins } }),
      /by the test/,
    );
  });

  it('on real time do the same work in a millisecond of cost', async () => {
    const [base, next] = await interleave([await plan('real', 2000, 0.01), await plan('real', 2000, 0.01)], {
      runs: 2,
      within: new Scope(),
      listener: {},
    });
    assert.equal(next.calibration!.unitsPerCpuMs, base.calibration!.unitsPerCpuMs);
    for (const { modes } of [base, next])
      for (const { runs } of modes)
        assert.ok(runs.length === 2 && runs.every(({ result }) => result.completeness === 1));
  });
});
