import type { Command } from 'commander';
import { z } from 'zod';
import { dispatchNames } from '../inference/dispatch.js';
import { faultKinds } from '../faults/index.js';
import { workerFaultKinds } from '../inference/workers/worker-faults.js';
import { written } from '../lib/argument.js';
import { suggestion, printable } from '../lib/text.js';
import { UsageError } from '../model/errors.js';
import { policySchema } from '../policies/index.js';
import { inferenceWrapperSchema } from '../policies/inference.js';
import { wordsOf, wrapped } from '../render/style.js';
import { faultForm } from '../scenario/fields/fault.js';
import { workerFaultForm } from '../scenario/fields/worker-fault.js';
import { scenarioSchema } from '../scenario/schema.js';
import { operations } from '../experiments/operations.js';
import type { FlagGroup } from '../experiments/flags.js';
import { commandFrom } from './commander.js';
import { exitCodes, exitCodesHelp } from './exit-codes.js';
import { entry, flagsIn } from './help.js';
import { operationCommand } from './operation-command.js';

const width = 80;

/** What `agent-bench help` explains beside commands. A new one is a line here. */
const topics: Readonly<Record<string, () => Promise<string>>> = {
  scenario: async () =>
    page(
      'A scenario is the sources, the inference, the limits, the faults and the policies of one agent: a file of ' +
        'JSON, or a built-in, as `agent-bench scenarios` lists them. `agent-bench init` writes one to begin with, ' +
        'and `agent-bench schema scenario` prints its JSON Schema.',
      ['Fields of a scenario', fieldsOf(scenarioSchema)],
      ['Flags that change it', await flagsOf('scenario')],
    ),
  faults: async () =>
    page(
      'A fault makes a source, a worker or the event loop fail on purpose. In full a fault of a source is ' +
        `${faultForm}, and one of a worker ${workerFaultForm}; the window is in run time.`,
      ['Flags', await flagsOf('faults')],
      ['Faults of a source', kinds(faultKinds)],
      ['Faults of a worker', kinds(workerFaultKinds)],
    ),
  policies: async () =>
    page(
      'A policy stands around a fetch or an inference. A flag adds one around every fetch, or takes the place of ' +
        'the one that the scenario states; in a scenario they are lists, outermost first: policies, ' +
        'sources[].policies and inference.policies.',
      ['Flags', await flagsOf('policies')],
      ['Policies of a fetch', typesOf(policySchema)],
      [
        'Policies of an inference',
        `${typesOf(inferenceWrapperSchema)}\n${entry('dispatch', dispatchNames.join(', '), 24)}`,
      ],
    ),
  gates: async () =>
    page(
      'A gate says what must hold, as in hybrid.speedup >= 1.8. A run whose gate failed exits with 10, one that ' +
        'noise hides with 11, and one that could not be judged with 12. `agent-bench figures` lists what gates are ' +
        'about, with examples.',
      ['Flags', await flagsOf('gates')],
    ),
  output: async () =>
    page(
      'A document goes to a file, or to standard output where the file is -; several flags at once write several ' +
        'files.',
      ['Flags', await flagsOf('output')],
    ),
  'exit-codes': () => Promise.resolve(`${exitCodesHelp}\n`),
};

/** The names of the topics. */
export const topicNames = Object.keys(topics);

/** Prints the help of a command or of a topic, and returns the exit code. A UsageError names what there is. */
export async function explainTopic([what, ...more]: readonly string[], program: Command): Promise<number> {
  if (what === undefined) {
    program.outputHelp();
    return exitCodes.done;
  }
  const command = [what, ...more].reduce<Command | undefined>(
    (at, word) => at?.commands.find((one) => one.name() === word),
    program,
  );
  if (command !== undefined) command.outputHelp();
  else if (Object.hasOwn(topics, what)) process.stdout.write(await topics[what]!());
  else {
    const names = [...program.commands.map((one) => one.name()).filter((name) => name !== 'complete'), ...topicNames];
    const parent = program.commands.find((one) => one.name() === what);
    if (parent !== undefined)
      throw new UsageError(
        `help: '${what}' has no command '${printable(more.join(' '))}'; see agent-bench help ${what}`,
      );
    throw new UsageError(`help: there is no command or topic '${printable(what)}'${suggestion(what, names)}`);
  }
  return exitCodes.done;
}

function page(text: string, ...parts: readonly (readonly [title: string, body: string])[]): string {
  return `${[wrapped(wordsOf(text), width), ...parts.map(([title, body]) => `${title}:\n${body}`)].join('\n\n')}\n`;
}

/** The flags of `run` in a group, described. */
async function flagsOf(group: FlagGroup): Promise<string> {
  const spec = operationCommand(await operations.run());
  const made = commandFrom(spec, () => {});
  return flagsIn(group, made)
    .map(({ flags, description, argChoices }) =>
      entry(flags, argChoices === undefined ? description : `${description}: ${argChoices.join(', ')}`),
    )
    .join('\n');
}

function kinds(table: Readonly<Record<string, { readonly argument: string; readonly summary: string }>>): string {
  return Object.entries(table)
    .map(([kind, form]) => entry(written(kind, form), form.summary, 38))
    .join('\n');
}

function fieldsOf(schema: z.ZodObject | z.ZodType): string {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as {
    properties?: Record<string, { description?: string }>;
  };
  return Object.entries(properties)
    .filter(([name]) => name !== '$schema')
    .map(([name, { description = '' }]) => (description === '' ? `  ${name}` : entry(name, description, 16)))
    .join('\n');
}

/** The types of a union of policies, with their options. */
function typesOf(schema: z.ZodType): string {
  const { oneOf = [], anyOf = oneOf } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as {
    oneOf?: readonly { properties: Record<string, { const?: string }> }[];
    anyOf?: readonly { properties: Record<string, { const?: string }> }[];
  };
  return anyOf
    .map(({ properties }) => {
      const { type, ...options } = properties;
      return entry(type?.const ?? '', Object.keys(options).join(', '), 24);
    })
    .join('\n');
}
