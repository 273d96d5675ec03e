// What the reference pages are generated from: the one file of these tests that knows where things are in src.
import { z } from 'zod';
import { commandLine } from '#src/cli/command-line.js';
import { exitCodesHelp } from '#src/cli/exit-codes.js';
import { schemaNames } from '#src/cli/schema-names.js';
import { modeNames, modes } from '#src/agent/modes.js';
import * as library from '#src/index.js';
import { faultKinds } from '#src/faults/index.js';
import { workerFaultKinds } from '#src/inference/worker-faults.js';
import { compareSchema } from '#src/report/comparison/schema.js';
import { figures, sourceFigures, type Figure } from '#src/report/figure-table.js';
import { failureKinds } from '#src/model/errors.js';
import { runsToBound } from '#src/report/gates/interval.js';
import { parseGate } from '#src/report/gates/parse.js';
import { statisticNames, statisticOf } from '#src/report/gates/statistic.js';
import { resilienceSchema } from '#src/report/resilience-schema.js';
import { reportSchema } from '#src/report/schema.js';
import { sweepSchema } from '#src/report/sweep-schema.js';
import { verificationSchema } from '#src/report/verification-schema.js';
import { whatIfReportSchema } from '#src/report/what-if-report-schema.js';
import { inferencePolicySchema } from '#src/scenario/inference-field.js';
import { scenarioPolicySchema, scenarioSchema } from '#src/scenario/schema.js';
import { sweepParameters } from '#src/scenario/sweep-parameters.js';
import type { JsonSchema } from './json-schema.js';

export { library };

/** The JSON Schema of what a schema takes, with the defaults that zod leaves out where a value is transformed. */
function inputOf(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema instanceof z.ZodDefault) jsonSchema.default = zodSchema.def.defaultValue;
    },
  }) as JsonSchema;
}

const documentSchemas: Readonly<Record<string, z.ZodType>> = {
  report: reportSchema,
  resilience: resilienceSchema,
  verification: verificationSchema,
  sweep: sweepSchema,
  compare: compareSchema,
  'what-if': whatIfReportSchema,
};

function documentOf(name: string): readonly [name: string, schema: JsonSchema] {
  return [name, inputOf(documentSchemas[name] ?? z.never())];
}

export const tables = {
  program: () => commandLine({ code: 0 }),
  exitCodesHelp,
  failureKinds,
  modes,
  faultKinds,
  workerFaultKinds,
  sweepParameters,
  figures: figures as Readonly<Record<string, Omit<Figure, 'of'>>>,
  sourceFigures: sourceFigures as Readonly<Record<string, Omit<Figure, 'of'>>>,
  statistics: statisticNames.map((name) => ({ name, ...statisticOf(name), runsToBound: runsToBound(name, false) })),
  scenario: inputOf(scenarioSchema),
  policies: { source: inputOf(scenarioPolicySchema), inference: inputOf(inferencePolicySchema) },
  /** By the name that `agent-bench schema` takes. */
  documents: Object.fromEntries(schemaNames.filter((name) => name !== 'scenario').map(documentOf)),
};

/** What is wrong with a scenario; empty where nothing is. */
export function scenarioIssues(scenario: unknown): readonly string[] {
  const { error } = scenarioSchema.safeParse(scenario);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

/** Throws where a gate is none that a scenario with these sources could have. */
export function checkGate(gate: string, sources: readonly string[]): void {
  parseGate(gate, { modes: modeNames, sources: [...sources] });
}
