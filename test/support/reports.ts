import { run as runScenario, type Report, type ScenarioInput } from '#src/index.js';
import type { RunReport } from '#src/index.js';
import { capstone } from './simulate.js';

/**
 * A simulated report, dressed up as measured, each mode with as many runs as `times` has, whose times are so many times
 * those of the simulation.
 */
export async function measuredReport(
  times: readonly number[] = [1],
  change: Partial<ScenarioInput> = {},
): Promise<Report> {
  const report = await runScenario(capstone({ name: 'made-up', modes: ['sequential', 'hybrid'], ...change }), {
    virtual: true,
    cores: 2,
  });
  return {
    ...report,
    tool: { name: 'agent-bench', version: '0.0.0' },
    createdAt: '2026-01-31T12:00:00.000Z',
    clock: 'real',
    environment: { ...report.environment, node: 'v20.19.0', cpuModel: 'Example CPU', coresAvailable: 2 },
    calibration: { unitsPerCpuMs: 1000, contention: 1, spread: 0.01, coldStartMs: 100 },
    modes: report.modes.map((mode) => ({
      ...mode,
      statistics: {},
      runs: times.map((factor) => stretched(mode.runs[0]!, factor)),
    })),
  };
}

/** The run with everything in it so many times as long, but no more work. */
function stretched(run: RunReport, factor: number): RunReport {
  const { timing } = run.result;
  return {
    ...run,
    makespanMs: run.makespanMs * factor,
    efficiency: run.efficiency / factor,
    result: {
      ...run.result,
      timing: { fetchMs: timing.fetchMs * factor, inferMs: timing.inferMs * factor, totalMs: timing.totalMs * factor },
    },
    criticalPath: run.criticalPath.map((step) => ({
      ...step,
      startMs: step.startMs * factor,
      durationMs: step.durationMs * factor,
    })),
    spans: run.spans.map((span) => ({ ...span, startMs: span.startMs * factor, endMs: span.endMs * factor })),
  };
}

/** The report after a change to each run. */
export function withRuns(report: Report, change: (run: RunReport, index: number) => RunReport): Report {
  return { ...report, modes: report.modes.map((mode) => ({ ...mode, runs: mode.runs.map(change) })) };
}

/** The run without an answer of the source. */
export function without(source: string, run: RunReport): RunReport {
  const error = { kind: 'error' as const, message: 'gone', attempts: 1, elapsedMs: 1 };
  const asked = Object.keys(run.result.sources).length;
  return {
    ...run,
    result: {
      ...run.result,
      completeness: (asked - 1) / asked,
      sources: { ...run.result.sources, [source]: { ok: false, error } },
      errors: [{ source, stage: 'fetch', ...error }],
    },
  };
}

/** Ten samples that scatter by half a percent, their centre times `factor`. */
export function scattered(factor = 1): number[] {
  return [0.995, 0.996, 0.998, 0.999, 1, 1.0005, 1.001, 1.002, 1.004, 1.005].map((value) => value * factor);
}
