// What the reference pages are generated from: the one file of these tests that knows where things are in src.
import { z } from 'zod';
import { commandLine } from '#src/cli/command-line.js';
import { exitCodesHelp } from '#src/cli/exit-codes.js';
import { modeNames, modes } from '#src/agent/modes.js';
import * as library from '#src/index.js';
import { faultKinds } from '#src/faults/index.js';
import { workerFaultKinds } from '#src/inference/workers/worker-faults.js';
import { figures, sourceFigures, type Figure } from '#src/results/figures.js';
import { failureKinds } from '#src/model/errors.js';
import { runsToBound } from '#src/judge/gates/interval.js';
import { parseGate } from '#src/judge/gates/parse.js';
import { statisticNames, statisticOf } from '#src/judge/gates/statistic.js';
import { documentKinds } from '#src/results/documents/index.js';
import { documentSchemas } from '#src/results/documents/index.js';
import { inferencePolicySchema } from '#src/scenario/fields/inference.js';
import { scenarioPolicySchema, scenarioSchema } from '#src/scenario/schema.js';
import { sweepParameters } from '#src/experiments/sweep/parameters.js';
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

const program = await commandLine([], { code: 0 });

/** By the name that `agent-bench schema` takes. */
const documents: Record<string, JsonSchema> = {};
for (const kind of documentKinds) documents[kind] = inputOf(await documentSchemas[kind]());

export const tables = {
  program: () => program,
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
  documents,
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
