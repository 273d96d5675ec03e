import type { Command, Option } from 'commander';
import { code, sentence, trimmedTable } from './markdown.js';

/** A section for each command of a program: its arguments, its flags in their groups, and its examples. */
export function commandReference(program: Command): string {
  return shownCommands(program).map(sectionOf).join('\n\n');
}

/** Commands that do something, those under others among them, without hidden ones and without `help`. */
function shownCommands(command: Command): Command[] {
  const shown = command.createHelp().visibleCommands(command);
  return shown.filter((one) => one.name() !== 'help').flatMap(withSubcommands);
}

function withSubcommands(command: Command): Command[] {
  const subcommands = shownCommands(command);
  const doesSomething = subcommands.length === 0 || command.registeredArguments.length > 0;
  return [...(doesSomething ? [command] : []), ...subcommands];
}

function sectionOf(command: Command): string {
  const usage = `\`\`\`text\n${pathOf(command)} ${command.usage()}\n\`\`\``;
  const tables = [argumentTable(command), ...flagTables(command)];
  const parts = [sentence(command.description()), usage, ...tables, examplesOf(command)];
  return [`### ${pathOf(command)}`, ...parts.filter((part) => part !== '')].join('\n\n');
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

function argumentTable({ registeredArguments }: Command): string {
  const rows = registeredArguments.map((one) => {
    const name = one.required ? `<${one.name()}>` : `[${one.name()}]`;
    return [code(name), one.description, choicesOf(one), defaultOf(one)];
  });
  return rows.length === 0 ? '' : trimmedTable(['argument', 'what it is', 'one of', 'default'], rows);
}

function flagTables(command: Command): string[] {
  const options = command.options.filter(({ hidden }) => !hidden);
  const headings = [...new Set(options.map(headingOf))];
  return headings.map((heading) => {
    const rows = options.filter((option) => headingOf(option) === heading).map(flagRow);
    const flags = trimmedTable(['flag', 'what it does', 'one of', 'default'], rows);
    return heading === '' ? flags : `**${heading}**\n\n${flags}`;
  });
}

/** The group that help shows a flag in. */
function headingOf({ helpGroupHeading = '' }: Option): string {
  return helpGroupHeading.replace(/:$/, '');
}

function flagRow(option: Option): string[] {
  return [code(option.flags), option.description, choicesOf(option), defaultOf(option)];
}

function choicesOf({ argChoices = [] }: { readonly argChoices?: readonly string[] | undefined }): string {
  return argChoices.map(code).join(', ');
}

interface Defaulted {
  readonly defaultValue?: unknown;
  readonly defaultValueDescription?: string | undefined;
}

function defaultOf({ defaultValue: value, defaultValueDescription }: Defaulted): string {
  if (defaultValueDescription !== undefined) return defaultValueDescription;
  const isNothing = value === undefined || typeof value === 'boolean' || (Array.isArray(value) && value.length === 0);
  if (isNothing) return '';
  return code(typeof value === 'string' ? value : JSON.stringify(value));
}

/** The examples that stand behind a command's help. */
function examplesOf(command: Command): string {
  let help = '';
  const writeOut = (text: string): void => {
    help += text;
  };
  command.configureOutput({ writeOut }).outputHelp();
  const [, examples] = /^Examples?:\n((?: {2}.*\n?)+)/m.exec(help) ?? [];
  if (examples === undefined) return '';
  const lines = examples.trimEnd().split('\n');
  // What is said about an example stands behind a #, so that a shell takes the whole line.
  const commented = lines.map((line) => line.slice(2).replace(/ {2,}(?=\S)/, (gap) => `${gap}# `));
  return `\`\`\`sh\n${commented.join('\n')}\n\`\`\``;
}
