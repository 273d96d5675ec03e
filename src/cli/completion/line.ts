import type { Argument, Command, Option } from 'commander';

/** A command line as far as it is written, read along commander's own tree. */
export interface Line {
  /** The innermost command that is named. */
  readonly command: Command;
  /** The word that is being written, perhaps empty. */
  readonly written: string;
  /** The flag that it is the value of. */
  readonly option: Option | undefined;
  /** The argument of the command that it is, if it is no flag. */
  readonly argument: Argument | undefined;
  /** Whether it is the first word of the command that is no flag: where commands of its own may stand. */
  readonly first: boolean;
  /** Whether no flag can follow, as `--` came before. */
  readonly flagsEnded: boolean;
  /**
   * What was written for a flag, named as `--baseline`, or for an argument, named as `<scenario>`; the default where
   * nothing was.
   */
  stated(name: string): string | undefined;
}

/** Reads words; the last one is being written. */
export function readLine(words: readonly string[], program: Command): Line {
  const before = words.slice(0, -1);
  const written = words.at(-1) ?? '';
  const operands: string[] = [];
  const values = new Map<string, string>();
  let command = program;
  let waiting: Option | undefined;
  let flagsEnded = false;
  for (const word of before) {
    if (waiting !== undefined) {
      values.set(waiting.long ?? '', word);
      waiting = undefined;
    } else if (word === 'help' && command === program && operands.length === 0) {
      // What follows is a command as well.
    } else if (flagsEnded || !word.startsWith('-')) {
      const next: Command | undefined =
        operands.length === 0 && !flagsEnded ? command.commands.find((one) => one.name() === word) : undefined;
      if (next === undefined) operands.push(word);
      else command = next;
    } else if (word === '--') flagsEnded = true;
    else waiting = valueFlag(word, command);
  }
  return {
    command,
    written,
    option: waiting,
    argument: argumentAt(command, operands.length),
    first: operands.length === 0,
    flagsEnded,
    stated(name) {
      const at = command.registeredArguments.findIndex((one) => `<${one.name()}>` === name);
      const fallback =
        at === -1
          ? optionsOf(command).find(({ long }) => long === name)?.defaultValue
          : command.registeredArguments[at]!.defaultValue;
      return (at === -1 ? values.get(name) : operands[at]) ?? (typeof fallback === 'string' ? fallback : undefined);
    },
  };
}

/** The flags of a command and those of the commands around it. */
function optionsOf(command: Command): readonly Option[] {
  return command.parent === null ? command.options : [...command.options, ...optionsOf(command.parent)];
}

/** The flag, if the next word is its value. */
export function valueFlag(word: string, command: Command): Option | undefined {
  return optionsOf(command).find(({ long, short, required }) => required && (long === word || short === word));
}

function argumentAt({ registeredArguments }: Command, index: number): Argument | undefined {
  const last = registeredArguments.at(-1);
  return registeredArguments[index] ?? (last?.variadic === true ? last : undefined);
}
