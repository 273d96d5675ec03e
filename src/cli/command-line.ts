import { Command } from 'commander';
import { printable } from '../lib/text.js';
import { operations } from '../experiments/operations.js';
import { tool } from '../lib/package.js';
import type { CommandSpec } from './command.js';
import { commandFrom } from './commander.js';
import { exitCodesHelp } from './exit-codes.js';
import { operationCommand } from './operation-command.js';

function ofOperations(): Record<string, () => Promise<readonly CommandSpec[]>> {
  return Object.fromEntries(
    Object.entries(operations).map(([name, load]) => [name, async () => [operationCommand(await load())]]),
  );
}

/**
 * The commands, in the order of the help, operations first: of one word, or of two where there are several specs. What
 * one needs is loaded when it is asked for. A command that is no operation is a line here.
 */
const commands: Readonly<Record<string, () => Promise<readonly CommandSpec[]>>> = {
  ...ofOperations(),
  baseline: async () => (await import('./commands/baseline.js')).baseline,
  mock: async () => [(await import('./commands/mock.js')).mock],
  init: async () => [(await import('./commands/init.js')).init],
  scenarios: async () => [(await import('./commands/scenarios.js')).scenarios],
  figures: async () => [(await import('./commands/figures.js')).figuresCommand],
  schema: async () => [(await import('./commands/schema.js')).schemaCommand],
  report: async () => [(await import('./commands/report.js')).report],
  replay: async () => [(await import('./commands/replay.js')).replay],
  completion: async () => [(await import('./commands/completion.js')).completion],
};

/**
 * The command line, read for `words`: where the first of them is a command, that alone is loaded. `outcome` receives
 * the exit code.
 */
export async function commandLine(words: readonly string[], outcome: { code: number }): Promise<Command> {
  const program = new Command('agent-bench')
    .description(
      'Measures how a multi-source AI agent spends its time: sequential, concurrent, parallel and hybrid, on real ' +
        'or simulated time.',
    )
    .version(tool().version)
    .option('--no-color', 'no colours (so do NO_COLOR and a pipe)')
    .exitOverride()
    .helpCommand(false)
    .configureOutput({
      outputError: (text, write) => {
        write(`${printable(text.trim().replaceAll('\n', ' '))}; --help shows what there is\n`);
      },
    })
    .addHelpText(
      'after',
      `\nExamples:\n  agent-bench run                             four modes, about 40 seconds\n  agent-bench run ` +
        `--virtual --cores 8         on eight simulated cores, at once\n  agent-bench run --fail-source ` +
        `weather=hang  what is answered without weather\n  agent-bench init                            a beginning ` +
        `for your own\n  agent-bench ask "Is it warm in New York?"   one question, its answer\n\n${exitCodesHelp}`,
    );
  const names = namesFor(words);
  for (const name of names) program.addCommand(named(name, await commands[name]!(), program, outcome));
  addHelp(program, outcome);
  return program;
}

/** The commands that may be meant. What is being completed is the last word, so a command before it is the one. */
function namesFor(words: readonly string[]): readonly string[] {
  const [first, ...rest] = words.filter((word) => !word.startsWith('-'));
  const wanted = first === 'complete' ? rest.slice(0, -1)[0] : first;
  return wanted !== undefined && Object.hasOwn(commands, wanted) ? [wanted] : Object.keys(commands);
}

function named(name: string, specs: readonly CommandSpec[], parent: Command, outcome: { code: number }): Command {
  const made = specs.map((spec) =>
    commandFrom(
      spec,
      (code) => {
        outcome.code = code;
      },
      parent,
    ),
  );
  if (made.length === 1) return made[0]!;
  const group = new Command(name)
    .description('keep reports under a name, to compare others with')
    .copyInheritedSettings(parent)
    .addHelpText(
      'after',
      `\nExamples:\n${specs.flatMap(({ examples }) => examples.map(([line]) => `  agent-bench ${line}`)).join('\n')}`,
    );
  for (const one of made) group.addCommand(one);
  return group;
}

/** `help`, of a command or of a topic, and what the scripts of `completion` ask. */
function addHelp(program: Command, outcome: { code: number }): void {
  program
    .command('help')
    .description('explain a command, or scenario, faults, policies, gates, output or exit-codes')
    .argument('[what...]', 'a command or a topic')
    .action(async (what: string[]) => {
      const { explainTopic } = await import('./topics.js');
      outcome.code = await explainTopic(what, program);
    });
  program
    .command('complete', { hidden: true })
    .argument('[words...]', 'what follows `agent-bench` on the line')
    .action(async (words: string[]) => {
      const { command } = await import('./commands/complete.js');
      await command(words, program);
    });
}
