import type { ModeName } from '../../agent/modes.js';
import { lowerBound, workItems } from '../../analysis/bound.js';
import { bottleneck, type Bottleneck } from '../../analysis/bottleneck.js';
import { speedup, type Comparable } from '../../analysis/speedup.js';
import type { Scope } from '../../model/scope.js';
import { realToleranceMs } from '../../results/build.js';
import { medianMakespan, medianOf, typicalRun } from '../../results/typical.js';
import type { SweepPoint } from '../../results/documents/sweep.js';
import { costLimits, parallelInferences, quorumOf } from '../../scenario/derived.js';
import type { Plan } from '../../scenario/plan.js';
import { runPlan } from '../run/run-plan.js';
import { simulation } from '../run/simulate.js';

/** What is kept of a run; its spans are not. */
interface Figures extends Comparable {
  readonly efficiency: number;
  readonly bottleneck: Bottleneck | undefined;
}

/** Runs every mode at one point of a sweep; undefined if that was interrupted. */
export async function measurePoint(plan: Plan, within: Scope): Promise<Omit<SweepPoint, 'values'> | undefined> {
  const found = new Map<ModeName, Figures[]>();
  if (plan.clock === 'virtual')
    for (const mode of plan.scenario.modes) found.set(mode, await simulated(plan, mode, within));
  else for (const [mode, runs] of await measured(plan, within)) found.set(mode, runs);
  if (within.reason !== undefined) return undefined;
  const sequential = found.get('sequential') ?? [];
  const modes = [...found].map(([mode, runs]) => ({
    mode,
    makespanMs: medianMakespan(runs),
    completeness: Math.min(...runs.map(({ completeness }) => completeness)),
    efficiency: medianOf(runs, ({ efficiency }) => efficiency),
    speedup: speedup(sequential, runs),
    bottleneck: typicalRun(runs).bottleneck ?? null,
  }));
  const [fastest] = modes.toSorted((a, b) => b.completeness - a.completeness || a.makespanMs - b.makespanMs);
  return { world: { cores: plan.cores, workers: plan.workers }, fastest: fastest!.mode, modes };
}

async function simulated(plan: Plan, mode: ModeName, within: Scope): Promise<Figures[]> {
  const { cores, workers, scenario } = plan;
  const limits = costLimits(scenario);
  const lanes = parallelInferences(plan.inference, cores);
  const runs = simulation(plan, { mode, cores, workers, contention: plan.contention as number, within });
  const found: Figures[] = [];
  while (found.length < plan.runs && within.reason === undefined) {
    const { makespanMs, answer, spans } = await runs.next();
    const efficiency = makespanMs > 0 ? lowerBound(workItems(spans, limits), lanes) / makespanMs : 1;
    found.push({
      makespanMs,
      completeness: answer.completeness,
      efficiency,
      bottleneck: bottleneck(spans, 0, quorumOf(scenario)?.graceMs),
    });
  }
  await runs.close();
  return found;
}

async function measured(plan: Plan, within: Scope): Promise<[ModeName, Figures[]][]> {
  const report = await runPlan(plan, within, {});
  return report.modes.map(({ mode, runs }) => [
    mode,
    runs.map(({ makespanMs, efficiency, result, spans }) => ({
      makespanMs,
      completeness: result.completeness,
      efficiency,
      bottleneck: bottleneck(spans, realToleranceMs, quorumOf(plan.scenario)?.graceMs),
    })),
  ]);
}
