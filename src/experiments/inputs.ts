import { z } from 'zod';
import { modeNames, type ModeName } from '../agent/modes.js';
import { faultKinds } from '../faults/index.js';
import { dispatchNames } from '../inference/dispatch.js';
import { workerFaultKinds } from '../inference/workers/worker-faults.js';
import type { ScenarioInput } from '../scenario/schema.js';
import {
  argument,
  contentionValue,
  count,
  durationValue,
  flag,
  latencyValues,
  measurableContentionValue,
  modesValue,
  positiveDurationValue,
  scaleValue,
  textValue,
  texts,
} from './flags.js';

/** The scenario that is tried out where nobody names one. */
export const defaultScenario = 'capstone';

/** A scenario: the name of a built-in, a file, or the scenario itself. */
export const scenarioValue = z.custom<string | ScenarioInput>(
  (value) => (typeof value === 'string' && value !== '') || (typeof value === 'object' && value !== null),
  { error: "expected a scenario, or a built-in's name or a file" },
);

/** Which scenario, as an argument. */
export const scenarioField = argument(
  scenarioValue.default(defaultScenario),
  "a built-in's name or a file",
  '[scenario]',
);

const names = (kinds: object): string => Object.keys(kinds).join(', ');

export const latencyField = flag(latencyValues.optional(), "a source's latency; repeatable", {
  form: '<name=dur>',
  group: 'scenario',
  repeatable: true,
});

export const failSourceField = flag(
  texts.optional(),
  `make a source fail, repeatable; error where no kind is named: ${names(faultKinds)}`,
  { form: '<name[=kind[:arg]]>', group: 'faults', repeatable: true },
);

export const failWorkerField = flag(texts.optional(), `make workers fail, repeatable: ${names(workerFaultKinds)}`, {
  form: '<kind[:arg]>',
  group: 'faults',
  repeatable: true,
});

export const blockLoopField = flag(
  texts.optional(),
  'block the event loop for so long, from that moment of every query; repeatable',
  { form: '<dur[@from]>', group: 'faults', repeatable: true },
);

/** How many threads work. */
export const workersField = (what = 'worker threads') =>
  flag(count(1, 10_000).optional(), `${what} (default: one per core)`, { form: '<n>', group: 'scenario' });

/** What random streams begin with. */
export const seedField = (what = 'everything that is drawn') =>
  flag(count(0, Number.MAX_SAFE_INTEGER).optional(), `seed of ${what}`, { form: '<n>', group: 'scenario' });

/** How much longer all takes, and the short form for a tenth. */
export const scaleFields = {
  scale: flag(scaleValue.optional(), 'multiply all durations', { form: '<x>', group: 'scenario' }),
  quick: flag(z.boolean().optional(), 'the same as --scale 0.1', { group: 'scenario', conflicts: 'scale' }),
};

export const questionField = (what = 'what the agent is asked') =>
  flag(textValue.optional(), what, { form: '<text>', group: 'scenario' });

export const cityField = flag(textValue.optional(), 'the city that sources are asked about', {
  form: '<name>',
  group: 'scenario',
});

/** Whether a stand-in answers. */
export const mockField = flag(
  z.boolean().optional(),
  'let a stand-in on loopback answer for http sources and an openai model, as `agent-bench mock` does',
  { group: 'scenario' },
);

export const coresField = (what: string) =>
  flag(count(1, 10_000).optional(), what, { form: '<n>', group: 'measuring' });

export const contentionField = flag(
  contentionValue.optional(),
  'how much slower a simulated core is with all cores busy (default: 1)',
  { form: '<x>', group: 'measuring' },
);

export const modesField = (what: string) => flag(modesValue.optional(), what, { form: '<list>', group: 'measuring' });

export const modeField = (what: string) =>
  flag(z.enum(modeNames as [ModeName, ...ModeName[]]).optional(), what, { form: '<name>', group: 'measuring' });

/** What changes a scenario. */
export const scenarioFields = {
  city: cityField,
  latency: latencyField,
  inferCost: flag(durationValue.optional(), 'CPU time of one inference', { form: '<dur>', group: 'scenario' }),
  fetchTimeout: flag(positiveDurationValue.optional(), 'timeout of one attempt of a fetch', {
    form: '<dur>',
    group: 'scenario',
  }),
  timeout: flag(positiveDurationValue.optional(), 'timeout of the whole query', { form: '<dur>', group: 'scenario' }),
  workers: workersField(),
  ...scaleFields,
  seed: seedField(),
  failSource: failSourceField,
  failWorker: failWorkerField,
  blockLoop: blockLoopField,
  retries: flag(count(0, 100).optional(), 'extra attempts after a retryable failure, with back-off and jitter', {
    form: '<n>',
    group: 'policies',
  }),
  cacheTtl: flag(positiveDurationValue.optional(), 'answer a question asked again within this time from memory', {
    form: '<dur>',
    group: 'policies',
  }),
  hedge: flag(durationValue.optional(), 'ask a source again when it has not answered by then; the first answer wins', {
    form: '<dur>',
    group: 'policies',
  }),
  quorum: flag(count(1, 10_000).optional(), 'answer as soon as so many sources are there, and cancel the rest', {
    form: '<n>',
    group: 'policies',
  }),
  dispatch: flag(z.enum(dispatchNames).optional(), 'which payload gets the next free worker', {
    form: '<order>',
    group: 'policies',
  }),
  breaker: flag(z.boolean().optional(), 'leave a source alone for a while after five failures in a row', {
    group: 'policies',
  }),
};

/** On which clock, and on what machine where that is simulated. */
export const clockFields = {
  virtual: flag(z.boolean().optional(), 'simulate: exact, at once, without using a core', { group: 'measuring' }),
  cores: coresField('simulated cores, with --virtual'),
  contention: flag(
    measurableContentionValue.optional(),
    'how much slower a simulated core is with all cores busy (default: 1)',
    { form: '<x|measured>', group: 'measuring' },
  ),
};

/** What is asked, of whom, and on which clock. */
export const worldFields = { ...scenarioFields, mock: mockField, ...clockFields };

/** The values of `worldFields`. */
export type WorldInput = z.output<z.ZodObject<typeof worldFields>>;

/** What is done about inconclusive gates: they pass, fail, or are judged again on more runs and fail if still so. */
export const inconclusivePolicies = ['pass', 'fail', 'retry'] as const;
export type InconclusivePolicy = (typeof inconclusivePolicies)[number];
