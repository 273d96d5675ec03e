import { z } from 'zod';
import { suggestion } from '../../lib/nearest.js';
import { printable } from '../../lib/text.js';
import { UsageError } from '../../model/errors.js';
import { compareSchema } from '../../report/comparison/schema.js';
import { resilienceSchema } from '../../report/resilience-schema.js';
import { reportSchema } from '../../report/schema.js';
import { sweepSchema } from '../../report/sweep-schema.js';
import { verificationSchema } from '../../report/verification-schema.js';
import { whatIfReportSchema } from '../../report/what-if-report-schema.js';
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
  if (!Object.hasOwn(schemas, what)) throw new UsageError(`schema: unknown '${printable(what)}'${suggestion(what, Object.keys(schemas))}`);
  const schema = z.toJSONSchema(schemas[what as keyof typeof schemas], { io: 'input', unrepresentable: 'any' });
  process.stdout.write(`${JSON.stringify({ title: `agent-bench ${what}`, ...schema }, null, 2)}\n`);
  return Promise.resolve(0);
}
