import { coresAvailable } from '../machine/cores.js';
import { UsageError } from '../model/errors.js';
import { printable } from '../lib/text.js';
import { lintWarnings } from '../scenario/lint/lint.js';
import { loadScenario } from '../scenario/load.js';
import { overridden, type Overrides } from '../scenario/override.js';
import { makePlan, type Plan, type PlanOptions } from '../scenario/plan.js';
import type { WorldFlags } from './flags/options.js';

/**
 * The plan that a scenario and flags make; a UsageError names the flag or field that is wrong. What may not work as
 * hoped is said on standard error.
 */
export async function planOf(
  nameOrPath: string,
  flags: WorldFlags & { readonly quiet?: boolean },
  fixed: Pick<Overrides, 'modes' | 'question'> & Pick<PlanOptions, 'runs' | 'warmup' | 'precision' | 'maxTimeMs'>,
): Promise<Plan> {
  const virtual = flags.virtual === true;
  if (!virtual && flags.cores !== undefined)
    throw new UsageError(
      `--cores ${flags.cores}: cores are simulated, so this needs --virtual as well (--workers sets threads on real time)`,
    );
  if (!virtual && flags.contention !== undefined)
    throw new UsageError(
      `--contention ${flags.contention}: this needs --virtual as well; on real time contention is what the machine has`,
    );
  const loaded = await loadScenario(nameOrPath);
  const scale = flags.quick === true ? 0.1 : flags.scale;
  const scenario = overridden(loaded.scenario, { ...flags, scale, ...fixed });
  const options = {
    clock: virtual ? 'virtual' : 'real',
    runs: fixed.runs,
    warmup: fixed.warmup,
    precision: fixed.precision,
    maxTimeMs: fixed.maxTimeMs,
    cores: flags.cores,
    contention: flags.contention ?? 1,
  } as const;
  const plan = makePlan({ ...loaded, scenario }, options, coresAvailable().available);
  if (flags.quiet !== true) warn(lintWarnings(scenario));
  return plan;
}

const maxWarnings = 5;

function warn(lines: readonly string[]): void {
  const more = lines.length > maxWarnings ? [`and ${lines.length - maxWarnings} more`] : [];
  for (const line of [...lines.slice(0, maxWarnings), ...more]) process.stderr.write(`warning: ${printable(line)}\n`);
}
