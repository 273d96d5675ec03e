import { z } from 'zod';
import { suggestion } from '../../lib/suggestion.js';
import { printable } from '../../lib/text.js';
import { UsageError } from '../../model/errors.js';
import { compareSchema } from '../../results/documents/compare.js';
import { resilienceSchema } from '../../results/documents/resilience.js';
import { reportSchema } from '../../results/documents/run.js';
import { sweepSchema } from '../../results/documents/sweep.js';
import { verificationSchema } from '../../results/documents/verify.js';
import { whatIfReportSchema } from '../../results/documents/what-if.js';
import { scenarioSchema } from '../../scenario/schema.js';
import type { SchemaName } from '../schema-names.js';

const schemas = {
  scenario: scenarioSchema,
  report: reportSchema,
  resilience: resilienceSchema,
  verification: verificationSchema,
  sweep: sweepSchema,
  compare: compareSchema,
  'what-if': whatIfReportSchema,
} as const satisfies Record<SchemaName, z.ZodType>;

/** Prints the JSON Schema of what a person writes (a scenario) or reads (a report). */
export function command(what: string): Promise<number> {
  if (!Object.hasOwn(schemas, what))
    throw new UsageError(`schema: unknown '${printable(what)}'${suggestion(what, Object.keys(schemas))}`);
  const schema = z.toJSONSchema(schemas[what as keyof typeof schemas], { io: 'input', unrepresentable: 'any' });
  process.stdout.write(`${JSON.stringify({ title: `agent-bench ${what}`, ...schema }, null, 2)}\n`);
  return Promise.resolve(0);
}
