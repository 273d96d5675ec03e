import { Option, type Command } from 'commander';
import { modeNames, type ModeName } from '../../agent/modes.js';
import { faultKinds } from '../../faults/index.js';
import { dispatchNames } from '../../inference/dispatch.js';
import { workerFaultKinds } from '../../inference/workers/worker-faults.js';
import { written } from '../../lib/argument.js';
import { sweepParameters } from '../../experiments/sweep/parameters.js';
import { faultForm } from '../../scenario/fields/fault.js';
import { workerFaultForm } from '../../scenario/fields/worker-fault.js';
import { inconclusivePolicies, type InconclusivePolicy } from '../../experiments/run/inconclusive.js';
import {
  classroomOption,
  htmlOption,
  jsonOption,
  mdOption,
  withPictureFlags,
  type OutputFlags,
} from './output-options.js';
import type { Overrides } from '../../scenario/override.js';
import {
  contentionValue,
  count,
  durationValue,
  fileValue,
  folderValue,
  gathered,
  latencyValue,
  modesValue,
  percentValue,
  placeValue,
  positiveDurationValue,
  scaleValue,
  statedContentionValue,
  textValue,
} from './parsers.js';

/** Flags that say what is asked, of whom, and on which clock: those that `run` and `ask` share. */
export interface WorldFlags extends Overrides {
  readonly quick?: boolean;
  readonly virtual?: boolean;
  readonly mock?: boolean;
  readonly cores?: number;
  readonly contention?: number | 'measured';
}

/** Flags of every command. */
export interface CommonFlags {
  readonly color: boolean;
}

/** Flags that say what must hold, and how it is judged. */
export interface GateFlags {
  readonly gate?: readonly string[];
  readonly baseline?: readonly string[];
  readonly acrossMachines?: boolean;
  readonly inconclusive: InconclusivePolicy;
}

/** Flags of `run`. */
export interface RunFlags extends WorldFlags, CommonFlags, OutputFlags, GateFlags {
  readonly modes?: ModeName[];
  readonly runs?: number;
  readonly warmup?: number;
  readonly precision?: number;
  readonly maxTime?: number;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly live: boolean;
}

const faultsHelp = kindsHelp(faultKinds);
const workerFaultsHelp = kindsHelp(workerFaultKinds);

function kindsHelp(kinds: Record<string, { readonly argument: string; readonly summary: string }>): string {
  return Object.entries(kinds)
    .map(([kind, form]) => `${written(kind, form)} (${form.summary})`)
    .join(', ');
}

export const latencyOption = (): Option =>
  new Option('--latency <name=dur>', "a source's latency; repeatable").argParser(latencyValue);
export const failSourceOption = (): Option =>
  new Option(
    '--fail-source <name[=kind[:arg]]>',
    `make a source fail; repeatable; in full NAME=${faultForm}, the window in run time; ${faultsHelp}`,
  ).argParser(gathered);
const failWorkerOption = (): Option =>
  new Option(
    '--fail-worker <kind[:arg]>',
    `make workers fail; repeatable; in full ${workerFaultForm}; ${workerFaultsHelp}`,
  ).argParser(gathered);
const blockLoopOption = (): Option =>
  new Option(
    '--block-loop <dur[@from]>',
    'block the event loop for so long, from that moment of every query; repeatable',
  ).argParser(gathered);

/** How many threads work. */
export const workersOption = (what = 'worker threads'): Option =>
  new Option('--workers <n>', `${what} (default: one per core)`).argParser(count(1, 10_000));
/** What luck is drawn from. */
export const seedOption = (what = 'everything that is drawn'): Option =>
  new Option('--seed <n>', `seed of ${what}`).argParser(count(0, Number.MAX_SAFE_INTEGER));
/** How much longer all takes; and the short form for a tenth. */
export const scaleOption = (): Option => new Option('--scale <x>', 'multiply all durations').argParser(scaleValue);
export const quickOption = (): Option => new Option('--quick', 'the same as --scale 0.1').conflicts('scale');
/** Whether a stand-in answers. */
export const mockOption = (): Option =>
  new Option(
    '--mock',
    'let a stand-in on loopback answer for http sources and an openai model, as `agent-bench mock` does',
  );

/** Adds the flags of `WorldFlags` to a command. */
export function withWorldFlags(command: Command): Command {
  return withScenarioFlags(command)
    .addOption(mockOption())
    .addOption(new Option('--virtual', 'simulate: exact, at once, without using a core'))
    .addOption(new Option('--cores <n>', 'simulated cores, with --virtual').argParser(count(1, 10_000)))
    .addOption(
      new Option(
        '--contention <x|measured>',
        'how much slower a simulated core is with all cores busy (default: 1)',
      ).argParser(contentionValue),
    );
}

/** Adds those of them that change the scenario. */
function withScenarioFlags(command: Command): Command {
  return command
    .addOption(new Option('--city <name>', 'the city that sources are asked about').argParser(textValue))
    .addOption(latencyOption())
    .addOption(new Option('--infer-cost <dur>', 'CPU time of one inference').argParser(durationValue))
    .addOption(
      new Option('--fetch-timeout <dur>', 'timeout of one attempt of a fetch').argParser(positiveDurationValue),
    )
    .addOption(new Option('--timeout <dur>', 'timeout of the whole query').argParser(positiveDurationValue))
    .addOption(workersOption())
    .addOption(failSourceOption())
    .addOption(failWorkerOption())
    .addOption(blockLoopOption())
    .addOption(
      new Option('--retries <n>', 'extra attempts after a passing failure, with back-off and jitter').argParser(
        count(0, 100),
      ),
    )
    .addOption(
      new Option('--cache-ttl <dur>', 'answer a question asked again within this time from memory').argParser(
        positiveDurationValue,
      ),
    )
    .addOption(
      new Option(
        '--hedge <dur>',
        'ask a source again when it has not answered by then; the first answer wins',
      ).argParser(durationValue),
    )
    .addOption(
      new Option('--quorum <n>', 'answer as soon as so many sources are there, and cancel the rest').argParser(
        count(1, 10_000),
      ),
    )
    .addOption(new Option('--dispatch <order>', 'which payload gets the next free worker').choices(dispatchNames))
    .addOption(new Option('--breaker', 'leave a source alone for a while after five failures in a row'))
    .addOption(scaleOption())
    .addOption(quickOption())
    .addOption(seedOption());
}

/** What `--tune` may name. */
export const tunableNames = ['timeout', 'hedge', 'retry', 'quorum'] as const;

/** Adds the flags of `resilience`, which is about simulated time and hybrid mode alone. */
export function withResilienceFlags(command: Command): Command {
  return command
    .addOption(new Option('--tune <parameter>', 'sweep a parameter and recommend a value').choices(tunableNames))
    .addOption(new Option('--runs <n>', 'simulated runs for each remedy').argParser(count(20, 20_000)).default(500))
    .addOption(new Option('--cores <n>', 'simulated cores (default: the machine has)').argParser(count(1, 10_000)))
    .addOption(workersOption())
    .addOption(
      new Option('--fail-source <name[=kind[:arg]]>', 'a fault for the remedies to meet; repeatable').argParser(
        gathered,
      ),
    )
    .addOption(failWorkerOption())
    .addOption(blockLoopOption())
    .addOption(seedOption())
    .addOption(
      new Option('--confirm <n>', 'run so many cases of the lattice again on real time').argParser(count(1, 20)),
    )
    .addOption(jsonOption())
    .addOption(mdOption())
    .addOption(htmlOption());
}

/** Adds the flags of `verify`, which breaks the scenario itself where a line needs that. */
export function withVerifyFlags(command: Command): Command {
  return command
    .addOption(workersOption())
    .addOption(scaleOption())
    .addOption(quickOption())
    .addOption(seedOption())
    .addOption(jsonOption())
    .addOption(mdOption())
    .addOption(htmlOption());
}

const overHelp = Object.entries(sweepParameters)
  .map(([name, { kind, summary }]) => `${name} (${kind.unit === 'ms' ? 'a duration: ' : ''}${summary})`)
  .join(', ');

/** Adds the flags of `sweep`, which is on simulated time unless told otherwise. */
export function withSweepFlags(command: Command): Command {
  return withScenarioFlags(
    command
      .addOption(
        new Option(
          '--over <name=values>',
          `what changes, and its values: 1,2,4..8 or 1s..3s/500ms; repeatable for a grid; NAME is ${overHelp}`,
        )
          .argParser(gathered)
          .makeOptionMandatory(),
      )
      .addOption(
        new Option('--modes <list>', "modes to run (default: the scenario's, or sequential and hybrid)").argParser(
          modesValue,
        ),
      )
      .addOption(
        new Option(
          '--runs <n>',
          'how often each mode answers at each point (default: 1, or 20 where latencies are drawn)',
        ).argParser(count(1, 100_000)),
      )
      .addOption(new Option('--real', 'on real time and worker threads'))
      .addOption(new Option('--cores <n>', 'simulated cores (default: the machine has)').argParser(count(1, 10_000)))
      .addOption(
        new Option(
          '--contention <x>',
          'how much slower a simulated core is with all cores busy (default: 1)',
        ).argParser(statedContentionValue),
      ),
  )
    .addOption(jsonOption())
    .addOption(mdOption())
    .addOption(htmlOption())
    .addOption(new Option('--csv <file|->', 'write all points as CSV as well').argParser(placeValue));
}

/** Where baselines are, of every command that knows them. */
export const dirOption = (): Option =>
  new Option('--dir <folder>', 'where baselines are (default: agent-bench-baselines)').argParser(folderValue);

/** Adds the flags of `compare`. */
export function withCompareFlags(command: Command): Command {
  return command
    .addOption(new Option('--interleaved', 'the two are arguments of `run`: run both now, by turns'))
    .addOption(new Option('--runs <n>', 'rounds of --interleaved (default: 10)').argParser(count(2, 1000)))
    .addOption(
      new Option('--floor <p%>', 'smaller changes are none (default: 1%; of simulated time: 0)').argParser(
        percentValue,
      ),
    )
    .addOption(new Option('--across-machines', 'compare times of different machines too'))
    .addOption(new Option('--json <file|->', 'write the comparison as JSON').argParser(placeValue))
    .addOption(mdOption())
    .addOption(htmlOption())
    .addOption(dirOption());
}

/** Adds the flags of `run`. */
export function withRunFlags(command: Command): Command {
  const shown = withWorldFlags(
    command
      .addOption(
        new Option('--modes <list>', `modes to run, with commas between: ${modeNames.join(', ')}`).argParser(
          modesValue,
        ),
      )
      .addOption(new Option('--question <text>', 'what the agent is asked').argParser(textValue))
      .addOption(new Option('--runs <n>', 'how often each mode answers (default: 1)').argParser(count(1, 100_000)))
      .addOption(new Option('--warmup <n>', 'rounds before that, which are not kept').argParser(count(0, 1000)))
      .addOption(
        new Option(
          '--precision <p%>',
          'go on until the interval of every gated figure, or else of each makespan, is within this',
        ).argParser(percentValue),
      )
      .addOption(
        new Option('--max-time <dur>', 'begin no round after this (default: 10m with --precision)').argParser(
          positiveDurationValue,
        ),
      ),
  );
  return withPictureFlags(
    withGateFlags(shown)
      .addOption(jsonOption())
      .addOption(mdOption())
      .addOption(htmlOption())
      .addOption(classroomOption()),
  )
    .addOption(new Option('--junit <file>', 'write what became of the gates as JUnit XML').argParser(fileValue))
    .addOption(new Option('--no-live', 'a plain line of progress in a terminal, without the timeline'))
    .addOption(new Option('--quiet', 'no progress, and only the closing sentences').conflicts('verbose'))
    .addOption(new Option('--verbose', 'a line on standard error for every span as it happens'));
}

function withGateFlags(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--gate <expr>',
        "what must hold, as in 'hybrid.speedup >= 1.8'; repeatable; agent-bench figures lists what there is",
      ).argParser(gathered),
    )
    .addOption(
      new Option(
        '--baseline <file>',
        'a saved report, or the name of a baseline, for gates such as hybrid.makespan <= baseline + 5%; twice for one on each clock',
      ).argParser((text, earlier: string[] | undefined) => [...(earlier ?? []), fileValue(text)]),
    )
    .addOption(new Option('--across-machines', 'compare wall-clock figures with a baseline of another machine too'))
    .addOption(
      new Option(
        '--inconclusive <policy>',
        'what becomes of a gate that noise hides: it passes, it fails, or it is judged once more by twice the runs and then fails',
      )
        .choices(inconclusivePolicies)
        .default('retry'),
    );
}
