import { Option, type Command } from 'commander';
import { faultForm } from '../../scenario/fields/fault.js';
import type { Overrides } from '../../scenario/override.js';
import { failSourceOption, latencyOption, quickOption, scaleOption, seedOption } from './options.js';
import { count, fileValue, gathered } from './parsers.js';

/** Flags of `mock`. */
export interface MockFlags extends Pick<Overrides, 'latency' | 'failSource' | 'seed' | 'scale'> {
  readonly port: number;
  readonly failModel?: readonly string[];
  readonly quick?: boolean;
  readonly scenarioOut?: string;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

/** Adds the flags of `mock`. */
export function withMockFlags(command: Command): Command {
  return command
    .addOption(
      new Option('--port <n>', 'where it listens; 0 for any port that is free')
        .argParser(count(0, 65_535))
        .default(8787),
    )
    .addOption(
      new Option(
        '--scenario-out <file>',
        'write the scenario that asks this server: the same sources, over HTTP',
      ).argParser(fileValue),
    )
    .addOption(latencyOption())
    .addOption(failSourceOption())
    .addOption(
      new Option(
        '--fail-model <kind[:arg]>',
        `make the model fail; repeatable; in full ${faultForm}, kinds as for sources`,
      ).argParser(gathered),
    )
    .addOption(scaleOption())
    .addOption(quickOption())
    .addOption(seedOption())
    .addOption(new Option('--quiet', 'print nothing').conflicts('verbose'))
    .addOption(new Option('--verbose', 'a line on standard error for every request'));
}
