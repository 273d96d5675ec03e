import { findProgram } from './find-program.js';
import type { Hidden } from '../secrets/hidden.js';
import type { Program } from './program.js';
import { filled, type Environment, type Values } from '../template.js';

/** A program as a scenario states it. */
export interface StatedProgram {
  readonly command: readonly Hidden[];
  readonly env: Readonly<Record<string, Hidden>>;
  readonly maxBytes: number;
}

/** Where a scenario states it: its folder, the field, and the variables that agent-bench has. */
export interface ProgramContext {
  readonly folder: string;
  readonly where: string;
  readonly env: Environment;
}

/** A program whose file was found, as plain data: what is left is to fill in its arguments and its variables. */
export interface FoundProgram extends Omit<Program, 'env' | 'command'> {
  readonly file: string;
  /** Templates. */
  readonly args: readonly string[];
  /** The variables that agent-bench has, and those that the scenario states, which are templates. */
  readonly given: Environment;
  readonly stated: Readonly<Record<string, string>>;
}

/** Finds what a scenario states. A UsageError says what is wrong with the program's file. */
export function foundProgram(
  { command, env, maxBytes }: StatedProgram,
  { folder, where, env: given }: ProgramContext,
): FoundProgram {
  const [name, ...args] = command.map((argument) => argument.reveal());
  const stated = Object.fromEntries(Object.entries(env).map(([variable, text]) => [variable, text.reveal()]));
  const file = findProgram({
    name: filled(name!, {}, given),
    folder,
    env: variables({ given, stated }, {}),
    where: `${where}.command`,
  });
  return { file, args, given: { ...given }, stated, folder, maxBytes };
}

/**
 * The program with the arguments and the variables that its templates make of a call. Whatever stands for a
 * placeholder, an argument stays one.
 */
export function programFor({ file, args, given, stated, ...program }: FoundProgram, values: Values): Program {
  return {
    ...program,
    command: [file, ...args.map((text) => filled(text, values, given))],
    env: variables({ given, stated }, values),
  };
}

function variables({ given, stated }: Pick<FoundProgram, 'given' | 'stated'>, values: Values): Environment {
  return {
    ...given,
    ...Object.fromEntries(Object.entries(stated).map(([variable, text]) => [variable, filled(text, values, given)])),
  };
}
