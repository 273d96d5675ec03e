import type { Command, Option } from 'commander';
import { flagGroups, type FlagGroup } from '../experiments/flags.js';
import { wordsOf, wrapped } from '../render/style.js';
import type { CommandSpec } from './command.js';
import { exitCodesHelp } from './exit-codes.js';

/** The headings of the groups of flags. */
export const headings: Readonly<Record<FlagGroup, string>> = {
  measuring: 'Measuring',
  scenario: 'Scenario',
  faults: 'Faults',
  policies: 'Policies',
  gates: 'Gates',
  output: 'Output',
};

/** Groups that have a page of help to themselves; a command with many flags only lists theirs. */
const topics: ReadonlySet<FlagGroup> = new Set(['scenario', 'faults', 'policies', 'gates', 'output']);

/** A command with more flags only lists those that have a page of help. */
const manyFlags = 20;

const width = 80;
const column = 30;

/** The help of a command, at most a screen long: usage, arguments, flags in groups, examples. */
export function helpOf(made: Command, spec: CommandSpec): string {
  const brief = made.options.length > manyFlags;
  const texts = new Map(
    made.registeredArguments.map((one) => [one.required ? `<${one.name()}>` : `[${one.name()}]`, one.description]),
  );
  const blocks = [
    `Usage: ${usageOf(made)}`,
    wrapped(wordsOf(`${spec.summary[0]!.toUpperCase()}${spec.summary.slice(1)}.`), width),
    ...(texts.size === 0 ? [] : [[...texts].map(([name, text]) => entry(name, text)).join('\n')]),
    ...flagGroups.flatMap((group) => groupOf(group, made, brief)),
    ...examplesOf(spec),
    ...(spec.notes === undefined ? [] : [spec.notes]),
    brief ? 'Exit codes: agent-bench help exit-codes' : exitCodesHelp,
  ];
  return `${blocks.join('\n\n')}\n`;
}

function usageOf(made: Command): string {
  const parents: string[] = [];
  for (let one = made.parent; one !== null; one = one.parent) parents.unshift(one.name());
  return [...parents, made.name(), made.usage()].join(' ');
}

/** Which flags of a command belong to a group; `--help` and `--no-color` are output. */
export function flagsIn(group: FlagGroup, made: Command): Option[] {
  const help = made.createHelp();
  const own = help
    .visibleOptions(made)
    .filter(({ helpGroupHeading = 'Output:' }) => helpGroupHeading === `${headings[group]}:`);
  const common = group === 'output' ? help.visibleGlobalOptions(made).filter(({ long }) => long === '--no-color') : [];
  return [...own, ...common];
}

function groupOf(group: FlagGroup, made: Command, brief: boolean): string[] {
  const options = flagsIn(group, made);
  if (options.length === 0) return [];
  if (!brief || !topics.has(group)) return [`${headings[group]}:\n${options.map(described).join('\n')}`];
  const listed = options.map((option) => option.flags.replaceAll(' ', '\u00a0'));
  const first = `${headings[group]} (agent-bench help ${group}):`;
  return [`${first}\n${wrapped(listed, width, '  ').replaceAll('\u00a0', ' ')}${kindsIn(options)}`];
}

/** What a flag's fault may be, for flags that have kinds. */
function kindsIn(options: readonly Option[]): string {
  const kinds = options.filter(({ long }) => long === '--fail-source' || long === '--fail-worker');
  return kinds
    .map(
      ({ long, description }) =>
        `\n${wrapped(wordsOf(description.replace(/^.*?: /u, `${long}: `)), width, '    ', '  ')}`,
    )
    .join('');
}

function described(option: Option): string {
  const choices = option.argChoices === undefined ? '' : `: ${option.argChoices.join(', ')}`;
  const fallback =
    option.defaultValue === undefined || typeof option.defaultValue === 'boolean'
      ? ''
      : ` (default: ${option.defaultValueDescription ?? String(option.defaultValue)})`;
  return entry(option.flags, `${option.description}${choices}${fallback}`);
}

/** A line of two columns; a long first one stands above the second. */
export function entry(term: string, text: string, at: number = column): string {
  const indent = ' '.repeat(at);
  const first = `  ${term}`;
  if (first.length + 2 > at) return `${first}\n${wrapped(wordsOf(text), width, indent)}`;
  return wrapped(wordsOf(text), width, indent, first.padEnd(at));
}

function examplesOf({ examples }: CommandSpec): string[] {
  if (examples.length === 0) return [];
  const longest = Math.max(...examples.filter(([, what]) => what !== undefined).map(([line]) => line.length), 0);
  const lines = examples.map(([line, what]) =>
    what === undefined ? `  agent-bench ${line}` : `  agent-bench ${line.padEnd(longest)}  ${what}`,
  );
  return [`Examples:\n${lines.join('\n')}`];
}
