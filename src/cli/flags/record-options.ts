import { Option, type Command } from 'commander';
import { mockOption, seedOption, workersOption, type CommonFlags } from './options.js';
import { count, placeValue, textValue } from './parsers.js';

/** Flags of `record`. */
export interface RecordFlags extends CommonFlags {
  readonly runs: number;
  readonly output: string;
  readonly withFaults?: boolean;
  readonly mock?: boolean;
  readonly question?: string;
  readonly city?: string;
  readonly workers?: number;
  readonly seed?: number;
}

/** Adds the flags of `record`. */
export function withRecordFlags(command: Command): Command {
  return command
    .addOption(new Option('--runs <n>', 'rounds; each asks every source once').argParser(count(1, 10_000)).default(50))
    .addOption(
      new Option('-o, --output <file|->', 'where the scenario for simulated time goes')
        .argParser(placeValue)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option(
        '--with-faults',
        "measure the scenario's faults as a part of its sources; else they are left out and kept as they are",
      ),
    )
    .addOption(mockOption())
    .addOption(new Option('--question <text>', 'what the sources are asked').argParser(textValue))
    .addOption(new Option('--city <name>', 'the city that sources are asked about').argParser(textValue))
    .addOption(workersOption('worker threads for inference of your own'))
    .addOption(seedOption('what is drawn by sources that are made up'));
}
