import { findProgram } from './find-program.js';
import type { Hidden } from './hidden.js';
import type { Program } from './program.js';
import { filled, type Environment, type Values } from './template.js';

/** A program as a scenario states it. */
export interface StatedProgram {
  readonly command: readonly Hidden[];
  readonly env: Readonly<Record<string, Hidden>>;
  readonly maxBytes: number;
}

/** Where a scenario states it: its folder, the field, and the variables that agent-bench has. */
export interface ProgramSite {
  readonly folder: string;
  readonly where: string;
  readonly env: Environment;
}

/** A program whose file was found, as plain data: what is left is to fill in its variables. */
export interface FoundProgram extends Omit<Program, 'env'> {
  /** The variables that agent-bench has, and those that the scenario states, which are templates. */
  readonly given: Environment;
  readonly stated: Readonly<Record<string, string>>;
}

/** Finds what a scenario states. A UsageError says what is wrong with the program's file. */
export function foundProgram({ command, env, maxBytes }: StatedProgram, { folder, where, env: given }: ProgramSite): FoundProgram {
  const [name, ...args] = command.map((argument) => argument.reveal());
  const stated = Object.fromEntries(Object.entries(env).map(([variable, text]) => [variable, text.reveal()]));
  const file = findProgram({ name: name!, folder, env: variables({ given, stated }, {}), where: `${where}.command` });
  return { command: [file, ...args], given: { ...given }, stated, folder, maxBytes };
}

/** The program with the variables that its templates make of a call. */
export function programFor({ given, stated, ...program }: FoundProgram, values: Values): Program {
  return { ...program, env: variables({ given, stated }, values) };
}

function variables({ given, stated }: Pick<FoundProgram, 'given' | 'stated'>, values: Values): Environment {
  return { ...given, ...Object.fromEntries(Object.entries(stated).map(([variable, text]) => [variable, filled(text, values, given)])) };
}
