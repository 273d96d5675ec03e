import type { ModeName } from '../../agent/modes.js';
import { mean } from '../../lib/stats.js';
import { differenceWords, machineDifference, scenarioDifferences } from '../comparison/alike.js';
import type { ModeReport, Report } from '../schema.js';
import { isCounted, type Gate } from './gate.js';
import { gateSamples, type GateSamples, type Lacking } from './samples.js';

/** The report to compare with, or why there is none. */
export type Baseline = Report | Lacking;

/** What the baseline has for a gate in a mode, where it can be compared with `report` at all. */
export function baselineSamples(gate: Gate, mode: ModeName, report: Report, baseline: Baseline, acrossMachines: boolean): GateSamples | Lacking {
  if ('lacking' in baseline) return baseline;
  const lacking = incomparable(gate, baseline, report, acrossMachines);
  if (lacking !== undefined) return { lacking };
  const samples = gateSamples(gate, mode, baseline);
  return 'lacking' in samples ? { lacking: `in the baseline, ${samples.lacking}` } : samples;
}

/** Whether the answers of a mode were less complete than those of the baseline, on average: then being faster is no gain. */
export function answersLess(now: ModeReport, base: ModeReport): boolean {
  const completeness = ({ runs }: ModeReport): number => mean(runs.map(({ result }) => result.completeness));
  return completeness(now) < completeness(base) - 1e-9;
}

function incomparable(gate: Gate, baseline: Report, report: Report, acrossMachines: boolean): string | undefined {
  if (baseline.clock !== report.clock) {
    return report.clock === 'real'
      ? 'the baseline is simulated, and this run is measured'
      : 'the baseline is measured, and this gate simulated; a baseline for it is made with --virtual';
  }
  const [other] = scenarioDifferences(baseline.scenario, report.scenario);
  if (other !== undefined) return `the baseline is of another scenario: ${differenceWords(other)}`;
  if (isCounted(gate)) return undefined;
  if (report.clock === 'virtual') return worldDifference(baseline.world, report.world);
  if (gate.subject.figure === 'efficiency' || acrossMachines) return undefined;
  const machine = machineDifference(baseline, report);
  return machine === undefined ? undefined : `the baseline is of another machine: ${machine}; --across-machines compares all the same`;
}

function worldDifference(base: Report['world'], now: Report['world']): string | undefined {
  const words = ({ cores, workers, contention }: Report['world']): string => `${cores} cores, ${workers} workers and contention ${contention}`;
  return words(base) === words(now) ? undefined : `the baseline simulates ${words(base)}, this run ${words(now)}`;
}
