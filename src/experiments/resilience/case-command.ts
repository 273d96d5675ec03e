import { printable } from '../../lib/text.js';
import { failSourceText } from '../../scenario/fail-source.js';
import type { Plan } from '../../scenario/plan.js';
import { states, type State } from './combinations.js';

/**
 * The command line that repeats a case of the lattice on the virtual clock. `target` is the scenario's name and the
 * flags that changed it, `--workers` among them: where it is left out, `run` takes the scenario's own workers or one
 * for each core, as the plan did.
 */
export function commandFor(
  target: readonly string[],
  { scenario: { sources }, cores }: Pick<Plan, 'scenario' | 'cores'>,
  combination: readonly State[],
): string {
  const names = new Set(sources.map(({ name }) => name));
  const faults = sources.flatMap(({ name }, i) => {
    const fault = states[combination[i]!];
    return fault === undefined ? [] : ['--fail-source', quoted(failSourceText(name, fault, names))];
  });
  return [
    'agent-bench run',
    ...target.map(quoted),
    '--virtual',
    '--cores',
    String(cores),
    '--modes hybrid',
    ...faults,
  ].join(' ');
}

/**
 * As a shell takes it for one word. What would be changed before it is printed is written as bytes, as bash, zsh and
 * ksh read them.
 */
export function quoted(word: string): string {
  if (/^[\w@%+=:,./-]+$/u.test(word)) return word;
  if (printable(word) === word) return `'${word.replaceAll("'", String.raw`'\''`)}'`;
  const characters = [...word].map((character) => {
    if (character === '\\' || character === "'") return `\\${character}`;
    return printable(character) === character ? character : bytes(character);
  });
  return `$'${characters.join('')}'`;
}

function bytes(character: string): string {
  return [...new TextEncoder().encode(character)]
    .map((byte) => String.raw`\x${byte.toString(16).padStart(2, '0')}`)
    .join('');
}
