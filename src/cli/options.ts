import { Option, type Command } from 'commander';
import { modeNames, type ModeName } from '../agent/modes.js';
import { faultKinds } from '../faults/index.js';
import type { Overrides } from '../scenario/override.js';
import {
  contentionValue,
  count,
  durationValue,
  gathered,
  latencyValue,
  modesValue,
  placeValue,
  positiveDurationValue,
  scaleValue,
  textValue,
} from './parsers.js';

/** Flags that say what is asked, of whom, and on which clock: those that `run` and `ask` share. */
export interface WorldFlags extends Overrides {
  readonly quick?: boolean;
  readonly virtual?: boolean;
  readonly cores?: number;
  readonly contention?: number | 'measured';
}

/** Flags of every command. */
export interface CommonFlags {
  readonly color: boolean;
}

export interface RunFlags extends WorldFlags, CommonFlags {
  readonly modes?: ModeName[];
  readonly runs: number;
  readonly json?: string;
  readonly md?: string;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

const faultsHelp = Object.entries(faultKinds)
  .map(([kind, { argument, summary }]) => `${kind}${argument === '' ? '' : `:${argument}`} (${summary})`)
  .join(', ');

/** Adds the flags of `WorldFlags` to a command. */
export function withWorldFlags(command: Command): Command {
  return command
    .addOption(new Option('--city <name>', 'the city that sources are asked about').argParser(textValue))
    .addOption(new Option('--latency <name=dur>', "a source's latency; repeatable").argParser(latencyValue))
    .addOption(new Option('--infer-cost <dur>', 'CPU time of one inference').argParser(durationValue))
    .addOption(new Option('--fetch-timeout <dur>', 'timeout of one attempt of a fetch').argParser(positiveDurationValue))
    .addOption(new Option('--timeout <dur>', 'timeout of the whole query').argParser(positiveDurationValue))
    .addOption(new Option('--workers <n>', 'worker threads (default: one per core)').argParser(count(1, 10_000)))
    .addOption(new Option('--fail-source <name[=kind[:arg]]>', `make a source fail; repeatable; ${faultsHelp}`).argParser(gathered))
    .addOption(new Option('--retries <n>', 'extra attempts after a passing failure, with back-off and jitter').argParser(count(0, 100)))
    .addOption(new Option('--cache-ttl <dur>', 'answer a question asked again within this time from memory').argParser(positiveDurationValue))
    .addOption(new Option('--scale <x>', 'multiply all durations').argParser(scaleValue))
    .addOption(new Option('--quick', 'the same as --scale 0.1').conflicts('scale'))
    .addOption(new Option('--seed <n>', 'seed of everything that is drawn').argParser(count(0, Number.MAX_SAFE_INTEGER)))
    .addOption(new Option('--virtual', 'simulate: exact, at once, without using a core'))
    .addOption(new Option('--cores <n>', 'simulated cores, with --virtual').argParser(count(1, 10_000)))
    .addOption(new Option('--contention <x|measured>', 'how much slower a simulated core is with all cores busy (default: 1)').argParser(contentionValue));
}

/** Adds the flags of `run`. */
export function withRunFlags(command: Command): Command {
  return withWorldFlags(
    command
      .addOption(new Option('--modes <list>', `modes to run, with commas between: ${modeNames.join(', ')}`).argParser(modesValue))
      .addOption(new Option('--question <text>', 'what the agent is asked').argParser(textValue))
      .addOption(new Option('--runs <n>', 'how often each mode answers').argParser(count(1, 100_000)).default(1)),
  )
    .addOption(new Option('--json <file|->', 'where the JSON report goes (default: agent-bench-results/)').argParser(placeValue))
    .addOption(new Option('--md <file|->', 'write a Markdown report as well').argParser(placeValue))
    .addOption(new Option('--quiet', 'no progress, and only the closing sentences').conflicts('verbose'))
    .addOption(new Option('--verbose', 'a line on standard error for every span as it happens'));
}
