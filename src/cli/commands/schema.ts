import { z } from 'zod';
import { argument, flag } from '../../experiments/flags.js';
import { operations } from '../../experiments/operations.js';
import { command } from '../command.js';
import { suggestion, printable } from '../../lib/text.js';
import { UsageError } from '../../model/errors.js';
import { documentKinds, type DocumentKind, documentSchemas } from '../../results/documents/index.js';

/** What `agent-bench schema` prints the JSON Schema of: what a person writes, and every kind of document. */
const schemaNames = ['scenario', ...documentKinds] as const;

/** Names of before documents had a kind. */
const formerNames: Readonly<Record<string, DocumentKind>> = { report: 'run', verification: 'verify' };

/** Prints the JSON Schema of a scenario file or of a kind of document. */
export const schemaCommand = command({
  name: 'schema',
  summary: 'print the JSON Schema of a scenario file or of a report',
  input: z.strictObject({
    input: flag(z.boolean().optional(), 'of what the operation is asked with, in place of what it finds out', {
      group: 'output',
    }),
    what: argument(z.string(), `scenario, or the kind of a report: ${documentKinds.join(', ')}`, '<what>'),
  }),
  examples: [['schema scenario > scenario.schema.json'], ['schema run --input', "the fields of perform('run', …)"]],
  run: ({ what, input }) => print(what, input === true),
});

async function print(what: string, input: boolean): Promise<number> {
  const name = Object.hasOwn(formerNames, what) ? formerNames[what]! : what;
  const schema = z.toJSONSchema(input ? await inputOf(name) : await schemaOf(name), {
    io: 'input',
    unrepresentable: 'any',
  });
  process.stdout.write(
    `${JSON.stringify({ title: `agent-bench ${name}${input ? ' input' : ''}`, ...schema }, null, 2)}\n`,
  );
  return 0;
}

async function inputOf(name: string): Promise<z.ZodType> {
  if (Object.hasOwn(operations, name)) return (await operations[name as DocumentKind]()).input;
  const names = Object.keys(operations);
  throw new UsageError(`--input: '${printable(name)}' is no operation${suggestion(name, names)}`);
}

async function schemaOf(name: string): Promise<z.ZodType> {
  if (name === 'scenario') return (await import('../../scenario/schema.js')).scenarioSchema;
  if ((documentKinds as readonly string[]).includes(name)) return documentSchemas[name as DocumentKind]();
  throw new UsageError(
    `schema: unknown '${printable(name)}'${suggestion(name, [...schemaNames, ...Object.keys(formerNames)])}`,
  );
}
