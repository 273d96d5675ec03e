import type { z } from 'zod';
import type { Example } from '../experiments/operation.js';

/** A command of the command line: an operation with its outputs, or what only a command line does. */
export interface CommandSpec<I extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly summary: string;
  /** Every field is typed as `flag` or `argument` says. */
  readonly input: I;
  readonly examples: readonly Example[];
  /** What a person should know beside; at the end of the help. */
  readonly notes?: string;
  /** Whether arguments may begin with a dash. */
  readonly dashes?: true;
  /** Does it with what was typed, and returns the exit code. */
  run(input: z.output<I>, common: CommonFlags): Promise<number>;
}

/** Flags of every command. */
export interface CommonFlags {
  readonly color: boolean;
}

/** A command with the types of its parts. */
export function command<I extends z.ZodObject>(spec: CommandSpec<I>): CommandSpec<I> {
  return spec;
}
