import { formatDuration } from '../../lib/duration.js';
import { counted } from '../../lib/text.js';
import { UsageError } from '../../model/errors.js';
import { refuseErrors } from '../../scenario/lint/lint.js';
import type { LoadedScenario } from '../../scenario/load.js';
import { withReplicatedSources } from '../../scenario/replicated-sources.js';
import { overridden } from '../../scenario/override.js';
import { makePlan, type Plan } from '../../scenario/plan.js';
import { maxSweepRuns, type Axis, type Setting } from './parameters.js';

/** Every combination of the axes' values; the last axis changes with every point. */
export interface Grid {
  readonly plan: Plan;
  readonly axes: readonly Axis[];
  readonly count: number;
  /** The values of a point, one for each axis. */
  valuesAt(point: number): number[];
  /** What is run at a point. A UsageError names the point where its values contradict the scenario. */
  planAt(point: number): Plan;
}

/** The grid of a plan. A UsageError for more than 100,000 runs, and for a point that contradicts the scenario. */
export function checkedGrid(plan: Plan, axes: readonly Axis[]): Grid {
  const grid = gridOf(plan, axes);
  refuseEndless(grid.count, plan);
  for (let point = 0; point < grid.count; point++) grid.planAt(point);
  return grid;
}

function refuseEndless(points: number, { runs, contention, scenario: { modes } }: Plan): void {
  if (contention === 'measured')
    throw new UsageError('contention: a sweep takes a factor from 1 to 100, not "measured"');
  const total = points * modes.length * runs;
  if (total <= maxSweepRuns) return;
  const text = (count: number): string => count.toLocaleString('en-US');
  throw new UsageError(
    `--over: ${text(points)} points × ${counted(modes.length, 'mode')} × ${counted(runs, 'run')} make ` +
      `${text(total)} runs, and a sweep has at most ${text(maxSweepRuns)}; ` +
      `write fewer values, or lower --runs or --modes`,
  );
}

/** Cuts or repeats the plan's sources as an axis says. */
function gridOf(plan: Plan, axes: readonly Axis[]): Grid {
  // Values rise, so that the last one asks for most.
  const most = Math.max(0, ...axes.map(({ values, set }) => set(values.at(-1)!).sources ?? 0));
  const widest = withReplicatedSources(plan, most);
  const valuesAt = (point: number): number[] => {
    let rest = point;
    return axes
      .toReversed()
      .map(({ values }) => {
        const value = values[rest % values.length]!;
        rest = Math.floor(rest / values.length);
        return value;
      })
      .toReversed();
  };
  return {
    plan,
    axes,
    count: axes.reduce((product, { values }) => product * values.length, 1),
    valuesAt,
    planAt(point) {
      const values = valuesAt(point);
      try {
        return planOf(plan, widest, settingOf(axes.map(({ set }, i) => set(values[i]!))));
      } catch (thrown) {
        if (!(thrown instanceof UsageError)) throw thrown;
        const where = axes.map(
          ({ name, unit }, i) => `${name}=${unit === 'ms' ? formatDuration(values[i]!) : values[i]}`,
        );
        throw new UsageError(`at ${where.join(', ')}: ${thrown.message}`);
      }
    },
  };
}

function settingOf(settings: readonly Setting[]): Setting {
  return Object.assign({}, ...settings, { latency: settings.flatMap(({ latency = [] }) => latency) }) as Setting;
}

function planOf(plan: Plan, widest: LoadedScenario, setting: Setting): Plan {
  const { clock, runs, cores, contention } = plan;
  const all = overridden(widest.scenario, setting);
  const scenario = { ...all, sources: all.sources.slice(0, setting.sources ?? plan.scenario.sources.length) };
  if (scenario.sources.length < all.sources.length) refuseErrors(scenario, 'the scenario with so few sources');
  const simulated = clock === 'virtual' ? (setting.cores ?? cores) : undefined;
  return makePlan(
    { ...widest, scenario },
    { clock, runs, cores: simulated, contention: setting.contention ?? contention },
    cores,
  );
}
