import { Argument, Command } from 'commander';
import { printable } from '../lib/text.js';
import { tool } from '../results/tool.js';
import { exitCodesHelp } from './exit-codes.js';
import {
  dirOption,
  withCompareFlags,
  withResilienceFlags,
  withRunFlags,
  withSweepFlags,
  withVerifyFlags,
  withWorldFlags,
} from './flags/options.js';
import { withInitFlags } from './flags/init-options.js';
import { classroomOption, htmlOption, withPictureFlags } from './flags/output-options.js';
import { withWhatIfFlags } from './flags/what-if-options.js';
import { withMockFlags } from './flags/mock-options.js';
import { withRecordFlags } from './flags/record-options.js';
import { textValue } from './flags/parsers.js';
import { withReplayFlags } from './flags/replay-options.js';
import { documentKinds } from '../results/documents/header.js';

/** What every command's module does: takes commander's arguments and returns the exit code. */
type Action = (...args: never[]) => Promise<number>;

/** The commands. What one needs is loaded when it is called. */
export function commandLine(outcome: { code: number }): Command {
  /** Calls a command's module with its arguments, its flags and those of the program. */
  const by = (load: () => Promise<{ command: Action }>) => {
    return async (...args: unknown[]): Promise<void> => {
      const self = args.pop() as Command;
      const { command } = await load();
      args[args.length - 1] = self.optsWithGlobals();
      outcome.code = await command(...(args as never[]));
    };
  };

  const program = new Command('agent-bench')
    .description(
      'Measures how a multi-source AI agent spends its time: sequential, concurrent, parallel and hybrid, on real or simulated time.',
    )
    .version(tool().version)
    .option('--no-color', 'no colours (so do NO_COLOR and a pipe)')
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      outputError: (text, write) => {
        write(`${printable(text.trim().replaceAll('\n', ' '))}; --help shows what there is\n`);
      },
    })
    .addHelpText(
      'after',
      `\nExamples:\n  agent-bench run                             four modes, about 40 seconds\n  agent-bench run --virtual --cores 8         on eight simulated cores, at once\n  agent-bench run --fail-source weather=hang  what is answered without weather\n  agent-bench init                            a beginning for your own\n  agent-bench ask "Is it warm in New York?"   one question, its answer\n\n${exitCodesHelp}`,
    );

  withRunFlags(
    program
      .command('run')
      .description('run a scenario in several modes and compare them')
      .argument('[scenario]', "a built-in's name or a file", 'capstone'),
  )
    .addHelpText(
      'after',
      `\nExamples:\n  agent-bench run --quick                       ten times faster\n  agent-bench run my-agent.json --modes hybrid  your own scenario, one mode\n  agent-bench run --retries 2 --fail-source news=flaky:0.5\n  agent-bench run --virtual --json - | jq '.modes[] | {mode, speedup}'\n  agent-bench run --quick --gate 'hybrid.speedup >= 1.8' --junit gates.xml\n  agent-bench run --html run.html               a page: timelines, sliders\n  agent-bench run --svg a.svg --trace a.json    a picture, and a Perfetto trace\n\n${exitCodesHelp}`,
    )
    .action(by(() => import('./commands/run.js')));

  withResilienceFlags(
    program
      .command('resilience')
      .description('what is still answered when sources fail, and which remedy is worth its price')
      .argument('[scenario]', "a built-in's name or a file", 'capstone'),
  )
    .addHelpText(
      'after',
      '\nExamples:\n  agent-bench resilience degraded\n  agent-bench resilience slow-tail --tune hedge\n  agent-bench resilience --confirm 3',
    )
    .action(by(() => import('./commands/resilience.js')));

  withVerifyFlags(
    program
      .command('verify')
      .description('check on real time that a scenario does what it should, line by line (about 50 seconds)')
      .argument('[scenario]', "a built-in's name or a file", 'capstone'),
  )
    .addHelpText(
      'after',
      `\nExamples:\n  agent-bench verify --md capstone_verification.md  the checklist as a document\n  agent-bench verify --quick                        ten times faster\n  agent-bench verify my-agent.json --json - | jq '.checks[] | {outcome, what}'\n\n${exitCodesHelp}`,
    )
    .action(by(() => import('./commands/verify.js')));

  withSweepFlags(
    program
      .command('sweep')
      .description('run a scenario over a grid of values, and say what each point is bound by')
      .argument('[scenario]', "a built-in's name or a file", 'capstone'),
  )
    .addHelpText(
      'after',
      `\nExamples:\n  agent-bench sweep --over workers=1..4 --cores 4\n  agent-bench sweep --over sources=2..5 --over infer-cost=1s,2s,3s\n  agent-bench sweep slow-tail --over latency.search=100ms..1s --csv sweep.csv\n\n${exitCodesHelp}`,
    )
    .action(by(() => import('./commands/sweep.js')));

  withWhatIfFlags(
    program
      .command('what-if')
      .description(
        'say what to change and what it gains: replay a run with every part faster, slower, gone or one more',
      )
      .argument('[report|scenario]', "a report of `run`, a built-in's name or a scenario's file", 'capstone'),
  )
    .addHelpText(
      'after',
      `\nExamples:\n  agent-bench what-if agent-bench-results/FILE.json\n  agent-bench what-if capstone --virtual --cores 2 --set 'knowledge_base=0.5x' --set workers=4\n  agent-bench what-if capstone --check 8           make the best changes, and compare\n  agent-bench what-if my-agent.json --runs 20 --json - | jq '.whatIf.changes[:3]'\n\n${exitCodesHelp}`,
    )
    .action(by(() => import('./commands/what-if.js')));

  withCompareFlags(
    program
      .command('compare')
      .description('say what became faster or slower from one report to another, and what is to blame')
      .argument('<base>', "a report's file or a baseline's name; with --interleaved arguments of `run`, in quotes")
      .argument('<new>', 'the same'),
  )
    .allowUnknownOption() // of a side, which may begin with a dash
    .addHelpText(
      'after',
      "\nExamples:\n  agent-bench compare main agent-bench-results/FILE.json\n  agent-bench compare a.json b.json --md comparison.md --floor 3%\n  agent-bench compare a.json b.json --html comparison.html\n  agent-bench compare --interleaved 'my-agent.json' 'my-agent.json --retries 2'\n  agent-bench compare --interleaved --quick '--quick --infer-cost 2.2s'\n\nOne sample of each says nothing: make reports with `agent-bench run --runs 10`.",
    )
    .action(by(() => import('./commands/compare.js')));

  const baseline = program
    .command('baseline')
    .description('keep reports under a name, to compare others with')
    .addHelpText(
      'after',
      '\nExamples:\n  agent-bench baseline save main agent-bench-results/FILE.json\n  agent-bench baseline list\n  agent-bench compare main agent-bench-results/OTHER.json',
    );
  baseline
    .command('save')
    .description('keep a report')
    .argument('<name>', 'letters, digits, dots, dashes and underscores')
    .argument('<report>', 'a JSON report, as `run` has saved it')
    .addOption(dirOption())
    .action(by(async () => ({ command: (await import('./commands/baseline.js')).save })));
  baseline
    .command('show')
    .description('show a baseline as a report')
    .argument('<name>', 'its name')
    .addOption(dirOption())
    .action(by(async () => ({ command: (await import('./commands/baseline.js')).show })));
  baseline
    .command('list')
    .description('list the baselines')
    .addOption(dirOption())
    .action(by(async () => ({ command: (await import('./commands/baseline.js')).list })));

  withWorldFlags(
    program
      .command('ask')
      .description('ask one question in hybrid mode and read the answer')
      .argument('<question>', 'what the agent is asked', textValue),
  )
    .option('--scenario <name>', "a built-in's name or a file", 'capstone')
    .option('--json', 'print the answer as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  agent-bench ask "What should I pack?" --city Boston\n  agent-bench ask "What is new?" --virtual --json | jq .inferences.news.summary',
    )
    .action(by(() => import('./commands/ask.js')));

  withMockFlags(
    program
      .command('mock')
      .description("stand in for a scenario's sources, and for a model, as an HTTP server on loopback")
      .argument('[scenario]', "a built-in's name or a file", 'capstone'),
  )
    .addHelpText(
      'after',
      `\nExamples:\n  agent-bench mock --quick --scenario-out over-http.json   and then: agent-bench run ./over-http.json\n  agent-bench mock --fail-source weather=reset%0.2 --fail-model stalled%0.1 --verbose\n  curl 'http://127.0.0.1:8787/sources/weather?city=Boston'\n\nEnded by Ctrl-C it exits with 0; with 2 where the port is in use or the scenario is wrong.`,
    )
    .action(by(() => import('./commands/mock.js')));

  withRecordFlags(
    program
      .command('record')
      .description('measure sources on real time, and write them as a scenario for simulated time')
      .argument('<scenario>', "a built-in's name or a file"),
  )
    .addHelpText(
      'after',
      '\nExamples:\n  agent-bench record my-agent.json -o recorded.json   50 rounds, then never again:\n  agent-bench run recorded.json --virtual --runs 100\n  agent-bench sweep recorded.json --over workers=1..8\n  agent-bench record my-agent.json --runs 500 -o - | jq .sources',
    )
    .action(by(() => import('./commands/record.js')));

  withInitFlags(
    program
      .command('init')
      .description(
        'write a scenario of your own to begin with, what it needs, and a workflow for GitHub; never overwrites',
      ),
  )
    .addHelpText('after', '\nExamples:\n  agent-bench init\n  agent-bench init --template http --dir my-agent')
    .action(by(() => import('./commands/init.js')));

  program
    .command('scenarios')
    .description('list the scenarios that come with agent-bench')
    .action(by(() => import('./commands/scenarios.js')));

  program
    .command('figures')
    .description('list the figures and statistics that gates are about')
    .action(by(() => import('./commands/figures.js')));

  program
    .command('schema')
    .description('print the JSON Schema of a scenario file or of a report')
    .argument('<what>', `scenario, or the kind of a report: ${documentKinds.join(', ')}`)
    .addHelpText('after', '\nExample:\n  agent-bench schema scenario > scenario.schema.json')
    .action(by(() => import('./commands/schema.js')));

  withPictureFlags(
    program
      .command('report')
      .description(
        'show a saved report again, of whichever command; as a page too; one of `run` can be drawn and handed on as well',
      )
      .argument('<file>', 'a JSON report')
      .option('--md', 'as Markdown')
      .addOption(htmlOption())
      .addOption(classroomOption()),
  )
    .addHelpText(
      'after',
      '\nExamples:\n  agent-bench report agent-bench-results/2026-01-31T12-00-00-000Z.json\n  agent-bench report run.json --html run.html                 a page to look at\n  agent-bench report run.json --html lesson.html --classroom  the same for a class\n  agent-bench report a.json --svg timeline.svg --trace trace.json\n  agent-bench report a.json --spans-csv - | head',
    )
    .action(by(() => import('./commands/report.js')));

  withReplayFlags(
    program
      .command('replay')
      .description('play the timelines of a saved run in the terminal, in their real proportion')
      .argument('<report>', 'a JSON report, as `run` has saved it'),
  )
    .addHelpText(
      'after',
      '\nExamples:\n  agent-bench replay agent-bench-results/FILE.json --speed 4x\n  agent-bench replay report.json --mode hybrid --run 3\n\nIn a pipe it prints the pictures at once. Ctrl-C ends it with 130.',
    )
    .action(by(() => import('./commands/replay.js')));

  program
    .command('doctor')
    .description('say what this machine can measure, and how well')
    .action(by(() => import('./commands/doctor.js')));

  program
    .command('completion')
    .description('print the script that completes agent-bench in a shell')
    .addArgument(new Argument('<shell>', 'whose script').choices(['bash', 'zsh', 'fish']))
    .addHelpText(
      'after',
      `\nTo install it:\n  bash  echo 'eval "$(agent-bench completion bash)"' >> ~/.bashrc\n  zsh   echo 'eval "$(agent-bench completion zsh)"' >> ~/.zshrc   (after compinit)\n  fish  agent-bench completion fish > ~/.config/fish/completions/agent-bench.fish`,
    )
    .action(by(() => import('./commands/completion.js')));

  program
    .command('complete', { hidden: true })
    .argument('[words...]', 'what follows `agent-bench` on the line')
    .action(async (words: string[]) => {
      const { command } = await import('./commands/complete.js');
      await command(words, program);
    });
  return program;
}
