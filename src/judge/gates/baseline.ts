import type { ModeName } from '../../agent/modes.js';
import { differenceWords, machineDifference, scenarioDifferences } from '../comparison/comparability.js';
import type { Report } from '../../results/documents/run.js';
import { isCounted, type Gate } from './gate.js';
import { gateSamples, type GateSamples, type Lacking } from './samples.js';

/** The report to compare with, or why there is none. */
export type Baseline = Report | Lacking;

/** The baseline of a gate: the one on its clock where there are several, else the first, which says why it is none. */
export function baselineOn(clock: Report['clock'], baselines: readonly Baseline[]): Baseline {
  const fitting = baselines.find((one) => 'clock' in one && one.clock === clock);
  return fitting ?? baselines[0] ?? { lacking: 'there is no baseline; name a saved report with --baseline' };
}

/** What the baseline has for a gate in a mode, where it can be compared with `report` at all. */
export function baselineSamples(
  gate: Gate,
  mode: ModeName,
  report: Report,
  baseline: Baseline,
  acrossMachines: boolean,
): GateSamples | Lacking {
  if ('lacking' in baseline) return baseline;
  const lacking = incomparable(gate, baseline, report, acrossMachines);
  if (lacking !== undefined) return { lacking };
  const samples = gateSamples(gate, mode, baseline);
  return 'lacking' in samples ? { lacking: `in the baseline, ${samples.lacking}` } : samples;
}

function incomparable(gate: Gate, baseline: Report, report: Report, acrossMachines: boolean): string | undefined {
  if (baseline.clock !== report.clock) {
    return report.clock === 'real'
      ? 'the baseline is simulated, and this run is measured'
      : 'the baseline is measured, and this gate simulated; a baseline for it is made with ' + simulating(report.world);
  }
  const [other] = scenarioDifferences(baseline.scenario, report.scenario);
  if (other !== undefined) return `the baseline is of another scenario: ${differenceWords(other)}`;
  if (isCounted(gate)) return undefined;
  if (report.clock === 'virtual') return worldDifference(baseline.world, report.world);
  if (gate.subject.figure === 'efficiency' || acrossMachines) return undefined;
  const machine = machineDifference(baseline, report);
  return machine === undefined
    ? undefined
    : `the baseline is of another machine: ${machine}; --across-machines compares all the same`;
}

function worldDifference(base: Report['world'], now: Report['world']): string | undefined {
  const words = ({ cores, workers, contention }: Report['world']): string =>
    `${cores} cores, ${workers} workers and contention ${contention}`;
  if (words(base) === words(now)) return undefined;
  return (
    `the baseline simulates ${words(base)}, this run ${words(now)}; a baseline for it is made with ` + simulating(now)
  );
}

function simulating({ cores, workers, contention }: Report['world']): string {
  return `--virtual --cores ${cores} --workers ${workers}${contention === 1 ? '' : ` --contention ${contention}`}`;
}
