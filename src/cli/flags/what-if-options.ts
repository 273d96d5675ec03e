import { Option, type Command } from 'commander';
import { modeNames } from '../../agent/modes.js';
import { withWorldFlags } from './options.js';
import { mdOption } from './output-options.js';
import { count, gathered, placeValue } from './parsers.js';

/** Adds the flags of `what-if`: its own, and those of a scenario that is run for it. */
export function withWhatIfFlags(command: Command): Command {
  return withWorldFlags(
    command
      .addOption(
        new Option(
          '--set <what=value>',
          'change something, all of them together; repeatable: NAME=0.5x takes half the time, NAME.fetch or NAME.inference one step, NAME=gone, NAME=+1; fetch=0.5x, inference=0.5x; workers=4, cores=+1; timeout=4s, fetch-timeout=2s; mode=hybrid',
        ).argParser(gathered),
      )
      .addOption(
        new Option('--check <n>', 'make the n best changes, and those of --set, and run them').argParser(count(1, 100)),
      )
      .addOption(new Option('--all', 'every change that was tried, ranked by gain'))
      .addOption(
        new Option(
          '--mode <name>',
          'which mode of a report (default: the fastest), or how a scenario is run (default: hybrid)',
        ).choices(modeNames),
      )
      .addOption(
        new Option('--runs <n>', 'how often a scenario is run (default: 1); from 6 on there are intervals').argParser(
          count(1, 10_000),
        ),
      )
      .addOption(
        new Option('--warmup <n>', 'runs of a scenario before that, which are not kept').argParser(count(0, 1000)),
      ),
  )
    .addOption(new Option('--json <file|->', 'write the answer as JSON').argParser(placeValue))
    .addOption(mdOption());
}
