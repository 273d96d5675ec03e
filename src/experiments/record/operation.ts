import { realpath } from 'node:fs/promises';
import { extname } from 'node:path';
import { z } from 'zod';
import { median, quantile } from '../../lib/statistics/descriptive.js';
import { printable } from '../../lib/text.js';
import { UsageError } from '../../model/errors.js';
import { headerOf } from '../../results/documents/header.js';
import type { RecordReport } from '../../results/documents/record.js';
import { scenarioPath } from '../../scenario/load.js';
import { isModule } from '../../adapters/module/module-extensions.js';
import { argument, count, flag, placeValue } from '../flags.js';
import { cityField, mockField, questionField, scenarioValue, seedField, workersField } from '../inputs.js';
import { onStandIn, operation } from '../operation.js';
import { planOf } from '../planned.js';
import { isMeasured } from './inference.js';
import { record as measure } from './record.js';
import type { Recording, SourceRecording } from './recording.js';
import { recordedScenario, recordingWarnings } from './scenario.js';

/** Measures a scenario's sources on real time, and makes a scenario for simulated time of what they do. */
export const record = operation({
  name: 'record',
  summary: 'measure sources on real time, and write them as a scenario for simulated time',
  input: z.strictObject({
    scenario: argument(scenarioValue, "a built-in's name or a file", '<scenario>'),
    runs: flag(count(1, 10_000).default(50), 'rounds; each asks every source once', {
      form: '<n>',
      group: 'measuring',
    }),
    output: flag(placeValue.optional(), 'where the scenario for simulated time goes', {
      form: '<file|->',
      group: 'output',
      short: '-o',
      required: true,
    }),
    withFaults: flag(
      z.boolean().default(false),
      "measure the scenario's faults as a part of its sources; else they are left out and kept as they are",
      { group: 'measuring' },
    ),
    mock: mockField,
    question: questionField('what the sources are asked'),
    city: cityField,
    workers: workersField('worker threads for inference of your own'),
    seed: seedField('what is drawn by sources that are made up'),
  }),
  examples: [
    ['record my-agent.json -o recorded.json', '50 rounds, then never again:'],
    ['run recorded.json --virtual --runs 100'],
    ['sweep recorded.json --over workers=1..8'],
    ['record my-agent.json --runs 500 -o - | jq .sources'],
  ],
  async run(input, context) {
    const { scenario, runs, question, withFaults, output } = input;
    const plan = await planOf(scenario, input, { runs, question });
    if (output !== undefined && output !== '-' && typeof scenario === 'string')
      await refuseOutput(output, await scenarioPath(scenario));
    await context.begins(plan);
    const { within, progress } = context;
    const recording = await onStandIn(plan, input, context, (asked) =>
      measure({ plan: asked, withFaults, within, progress }),
    );
    if (recording.rounds === 0) throw within.reason ?? new Error('no round was made');
    return documentOf(recording, within.reason !== undefined);
  },
});

/** Refuses a file that cannot become a scenario of its own, before anything is measured. */
async function refuseOutput(file: string, scenario: string): Promise<void> {
  if (isModule(file))
    throw new UsageError(
      `-o ${printable(file)}: what is written is JSON, and ${extname(file)} is the name of a module; end it in .json`,
    );
  // By a link as well; what is not there yet is not the scenario.
  if ((await realpath(file).catch(() => undefined)) === (await realpath(scenario)))
    throw new UsageError(`-o ${printable(file)}: that is the scenario which is measured; name another file`);
}

/** A recording as a document. */
export function documentOf(recording: Recording, interrupted: boolean): RecordReport {
  const { loaded, createdAt, rounds, withFaults, sources } = recording;
  return {
    ...headerOf('record', createdAt),
    name: loaded.scenario.name,
    interrupted,
    rounds,
    withFaults,
    inference: isMeasured(loaded.scenario),
    sources: sources.map(sourceOf),
    warnings: recordingWarnings(recording),
    scenario: JSON.parse(recordedScenario(recording)) as RecordReport['scenario'],
  };
}

function sourceOf({ name, answeredMs, failures, inferences }: SourceRecording): RecordReport['sources'][number] {
  const counts: Record<string, number> = {};
  for (const { failure } of failures) counts[failure.kind] = (counts[failure.kind] ?? 0) + 1;
  const held = inferences.map(({ heldMs }) => heldMs);
  return {
    name,
    answered: answeredMs.length,
    medianMs: answeredMs.length === 0 ? null : median(answeredMs),
    p95Ms: answeredMs.length === 0 ? null : quantile(answeredMs, 0.95),
    failures: counts,
    inferenceMs: held.length === 0 ? null : median(held),
  };
}
