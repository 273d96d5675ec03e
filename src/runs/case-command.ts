import type { Plan } from '../scenario/plan.js';
import { states, type State } from './states.js';

/** The command line that repeats a case of the lattice on the virtual clock. `target` is the scenario's name and the flags that changed it. */
export function commandFor(
  target: readonly string[],
  { scenario, cores, workers }: Pick<Plan, 'scenario' | 'cores' | 'workers'>,
  combination: readonly State[],
): string {
  const faults = scenario.sources.flatMap(({ name }, i) => {
    const fault = states[combination[i]!];
    return fault === undefined ? [] : ['--fail-source', quoted(`${name}=${fault.kind}${fault.argument === '' ? '' : `:${fault.argument}`}`)];
  });
  const workersFlag = workers === cores ? [] : ['--workers', String(workers)];
  return ['agent-bench run', ...target.map(quoted), '--virtual', '--cores', String(cores), ...workersFlag, '--modes hybrid', ...faults].join(' ');
}

/** As a POSIX shell takes it for one word. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
