import { coresAvailable } from '../machine/environment.js';
import { printable } from '../lib/text.js';
import { UsageError } from '../model/errors.js';
import { lintWarnings } from '../scenario/lint/lint.js';
import { loadScenario, resolveScenario } from '../scenario/load.js';
import { overridden, type Overrides } from '../scenario/override.js';
import { makePlan, type Plan, type PlanOptions } from '../scenario/plan.js';
import type { ScenarioInput } from '../scenario/schema.js';
import type { WorldInput } from './inputs.js';

/** What `--quick` multiplies durations by. */
export const quickScale = 0.1;

/** What an operation settles itself of a plan. */
type Settled = Pick<Overrides, 'modes' | 'question'> & Pick<PlanOptions, 'runs' | 'warmup' | 'precision' | 'maxTimeMs'>;

/**
 * The plan that a scenario and an operation's input make; a UsageError names the flag or field that is wrong. `note`
 * is called with what may not work as hoped.
 */
export async function planOf(
  scenario: string | ScenarioInput,
  input: Partial<WorldInput>,
  settled: Settled,
  note?: (line: string) => void,
): Promise<Plan> {
  const virtual = input.virtual === true;
  if (!virtual && input.cores !== undefined)
    throw new UsageError(
      `--cores ${input.cores}: cores are simulated, so this needs --virtual as well (--workers sets threads on real ` +
        'time)',
    );
  if (!virtual && input.contention !== undefined)
    throw new UsageError(
      `--contention ${input.contention}: this needs --virtual as well; on real time contention is what the machine has`,
    );
  const loaded = typeof scenario === 'string' ? await loadScenario(scenario) : await resolveScenario(scenario);
  const scale = input.quick === true ? quickScale : input.scale;
  const changed = overridden(loaded.scenario, { ...input, scale, ...settled });
  const plan = makePlan(
    { ...loaded, scenario: changed },
    {
      clock: virtual ? 'virtual' : 'real',
      runs: settled.runs,
      warmup: settled.warmup,
      precision: settled.precision,
      maxTimeMs: settled.maxTimeMs,
      cores: input.cores,
      contention: input.contention ?? 1,
    },
    coresAvailable().available,
  );
  if (note !== undefined) warn(lintWarnings(changed), note);
  return plan;
}

/** The name of a scenario as it is typed; of one that is an object, the name that it has. */
export function nameOf(scenario: string | ScenarioInput): string {
  return typeof scenario === 'string' ? scenario : (scenario.name ?? 'scenario');
}

const maxWarnings = 5;

function warn(lines: readonly string[], note: (line: string) => void): void {
  const more = lines.length > maxWarnings ? [`and ${lines.length - maxWarnings} more`] : [];
  for (const line of [...lines.slice(0, maxWarnings), ...more]) note(`warning: ${printable(line)}`);
}
