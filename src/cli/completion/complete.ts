import type { Command } from 'commander';
import { readLine, valueFlag, type Line } from './line.js';
import { valuesOf, type Candidate } from './values.js';

/** What may stand where the cursor is. */
export interface Completions {
  readonly candidates: readonly Candidate[];
  /** Whether a file may. */
  readonly files: boolean;
}

/**
 * Completes the last of the words that follow the program's name. Flags, commands and choices come from commander's
 * tree.
 */
export async function complete(words: readonly string[], program: Command): Promise<Completions> {
  const line = readLine(words, program);
  const { command, written, option, argument, first, flagsEnded } = line;
  if (option !== undefined)
    return valueOf({ key: option.long ?? '', form: option.flags, choices: option.argChoices }, written, line);
  const at = written.indexOf('=');
  if (!flagsEnded && written.startsWith('--') && at !== -1) {
    const flag = valueFlag(written.slice(0, at), command);
    if (flag === undefined) return { candidates: [], files: false };
    const inner = await valueOf(
      { key: flag.long ?? '', form: flag.flags, choices: flag.argChoices },
      written.slice(at + 1),
      line,
    );
    const before = written.slice(0, at + 1);
    return {
      ...inner,
      candidates: inner.candidates.map(({ text, summary }) => ({ text: `${before}${text}`, summary })),
    };
  }
  if (!flagsEnded && written.startsWith('-')) return { candidates: begun(flags(command), written), files: false };
  if (argument !== undefined)
    return valueOf({ key: `<${argument.name()}>`, form: argument.name(), choices: argument.argChoices }, written, line);
  const commands = first ? command.createHelp().visibleCommands(command) : [];
  return { candidates: begun(commands.map(named), written), files: false };
}

/** A flag or an argument whose value is wanted. */
interface Wanted {
  /** What `valuesOf` calls it. */
  readonly key: string;
  /** How it is written, as in `--json <file|->`. */
  readonly form: string;
  readonly choices: readonly string[] | undefined;
}

async function valueOf({ key, form, choices }: Wanted, written: string, line: Line): Promise<Completions> {
  const known = valuesOf[key];
  const found = choices?.map((text) => ({ text, summary: '' })) ?? (await known?.of(written, line)) ?? [];
  return {
    candidates: begun(found, written),
    files: known?.files ?? (known === undefined && /file|folder|report/.test(form)),
  };
}

/** Those that begin as what is written does. What a terminal would take for a command to itself is left out. */
function begun(candidates: readonly Candidate[], written: string): Candidate[] {
  return candidates.filter(({ text }) => text.startsWith(written) && !/\p{Cc}/u.test(text));
}

function flags(command: Command): Candidate[] {
  const help = command.createHelp();
  return [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)].flatMap(({ long, description }) =>
    long === undefined ? [] : [{ text: long, summary: description }],
  );
}

function named(command: Command): Candidate {
  return { text: command.name(), summary: command.description() };
}
