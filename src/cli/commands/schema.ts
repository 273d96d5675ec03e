import { z } from 'zod';
import { argument } from '../../experiments/flags.js';
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
    what: argument(z.string(), `scenario, or the kind of a report: ${documentKinds.join(', ')}`, '<what>'),
  }),
  examples: [['schema scenario > scenario.schema.json']],
  run: ({ what }) => print(what),
});

async function print(what: string): Promise<number> {
  const name = Object.hasOwn(formerNames, what) ? formerNames[what]! : what;
  const schema = z.toJSONSchema(await schemaOf(name), { io: 'input', unrepresentable: 'any' });
  process.stdout.write(`${JSON.stringify({ title: `agent-bench ${name}`, ...schema }, null, 2)}\n`);
  return 0;
}

async function schemaOf(name: string): Promise<z.ZodType> {
  if (name === 'scenario') return (await import('../../scenario/schema.js')).scenarioSchema;
  if ((documentKinds as readonly string[]).includes(name)) return documentSchemas[name as DocumentKind]();
  throw new UsageError(
    `schema: unknown '${printable(name)}'${suggestion(name, [...schemaNames, ...Object.keys(formerNames)])}`,
  );
}
