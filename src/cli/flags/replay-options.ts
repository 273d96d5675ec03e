import { InvalidArgumentError, Option, type Command } from 'commander';
import { modeNames, type ModeName } from '../../agent/modes.js';
import type { CommonFlags } from './options.js';
import { count } from './parsers.js';

/** Flags of `replay`. */
export interface ReplayFlags extends CommonFlags {
  readonly speed: number;
  readonly mode?: ModeName;
  readonly run?: number;
}

/** Adds the flags of `replay`. */
export function withReplayFlags(command: Command): Command {
  return command
    .addOption(
      new Option('--speed <x>', 'how many times as fast as it happened, from 0.1x to 1000x')
        .argParser(speedValue)
        .default(1, '1x, as in life'),
    )
    .addOption(new Option('--mode <name>', 'this mode alone').choices(modeNames))
    .addOption(
      new Option('--run <n>', 'this one of repeated runs, from 1 (default: the typical one)').argParser(
        count(1, 100_000),
      ),
    );
}

/** `2x` or `2`: how many times as fast. */
function speedValue(text: string): number {
  const value = /^\s*(?:\d+(?:\.\d+)?|\.\d+)\s*x?\s*$/u.test(text) ? Number.parseFloat(text) : Number.NaN;
  if (value >= 0.1 && value <= 1000) return value;
  throw new InvalidArgumentError('Write how many times as fast, from 0.1x to 1000x, as in 2x.');
}
