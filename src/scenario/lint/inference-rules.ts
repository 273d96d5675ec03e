import { formatDuration } from '../../lib/duration.js';
import { costOf } from '../derived.js';
import type { Inference, Scenario } from '../schema.js';
import type { Finding, PolicyWalk, Rule } from './walk.js';

/** The rules about inference: its cost, its workers and its model server. A new one is an entry here. */
export const inferenceRules = {
  'policy of workers on a model server': { severity: 'error', check: onServer(policiesOfWorkers) },
  'CPU time of a model server': { severity: 'error', check: onServer(serverCost) },
  'worker faults of a model server': {
    severity: 'error',
    check: onServer(({ faults }) =>
      faults.length === 0
        ? []
        : field(
            'inference.faults',
            'these are faults of workers, and a model server needs none; use modelFaults, as in "slow:3x" or ' +
              '"rate-limited"',
          ),
    ),
  },
  'model that stands in for itself': {
    severity: 'error',
    check: onServer(({ fallbackModel, model }) =>
      fallbackModel !== model
        ? []
        : field('inference.fallbackModel', 'it is the model that it is to stand in for; name another one'),
    ),
  },
  'worker faults outside the kernel': { severity: 'error', check: ({ scenario }) => faultsOutsideKernel(scenario) },
  'model fallback that is not cheaper': { severity: 'error', check: dearFallbacks },
  'order by cost where all cost the same': { severity: 'warning', check: ({ scenario }) => idleOrder(scenario) },
  'timeout of inference that the query’s forestalls': { severity: 'warning', check: idleTimeouts },
  'workers of a model server': {
    severity: 'warning',
    check: onServer(({ workers }) =>
      workers === undefined
        ? []
        : field(
            'inference.workers',
            `a model server needs no worker threads, so ${workers} change nothing; leave it out`,
          ),
    ),
  },
  'more tokens than the most of an answer': {
    severity: 'warning',
    check: onServer(({ tokens, maxTokens }) =>
      tokens <= maxTokens
        ? []
        : field(
            'inference.tokens',
            `simulated answers of ${tokens} tokens all end at the ${maxTokens} of inference.maxTokens; make it ` +
              'fewer, or that more',
          ),
    ),
  },
} as const satisfies Record<string, Rule>;

type ModelServer = Extract<Inference, { type: 'openai' }>;

/** A check of scenarios whose inference waits for a model server. */
function onServer(check: (inference: ModelServer, scenario: Scenario) => Finding[]): Rule['check'] {
  return ({ scenario }) => (scenario.inference.type === 'openai' ? check(scenario.inference, scenario) : []);
}

function field(path: string, text: string): Finding[] {
  return [{ path, line: `${path}: ${text}` }];
}

function policiesOfWorkers({ policies }: ModelServer): Finding[] {
  const why = {
    'model-fallback':
      'model-fallback makes an inference of less CPU time, which a model server takes none of; name a fallbackModel ' +
      'instead',
    dispatch:
      'dispatch gives out free workers, and a model server needs none; leave it out (concurrency limits its requests)',
  };
  return policies.flatMap(({ type }, i) =>
    type === 'model-fallback' || type === 'dispatch' ? field(`inference.policies.${i}`, why[type]) : [],
  );
}

function serverCost(inference: ModelServer, { sources, scale }: Scenario): Finding[] {
  const dear = sources.findIndex(({ cost = 0 }) => cost > 0);
  if (inference.cost <= 0 && dear === -1) return [];
  const [path, cost] =
    inference.cost > 0 ? ['inference.cost', inference.cost] : [`sources.${dear}.cost`, sources[dear]!.cost!];
  const remedy = 'leave it out (firstToken, tokensPerSecond and tokens say how long an answer takes on simulated time)';
  return field(path, `a model server takes no CPU time here, not ${formatDuration(cost * scale)}; ${remedy}`);
}

function faultsOutsideKernel({ inference }: Scenario): Finding[] {
  const { type = 'kernel', faults } = inference;
  if (type === 'openai' || type === 'kernel' || faults.length === 0) return [];
  return field(
    'inference.faults',
    `workers fail in the kernel's work only, and inference is of type ${type}; leave them out (--fail-worker too)`,
  );
}

function dearFallbacks({ scenario, inference }: PolicyWalk): Finding[] {
  const { type = 'kernel' } = scenario.inference;
  if (type === 'openai') return [];
  const dearestMs = Math.max(...scenario.sources.map((source) => costOf(source, scenario)));
  return inference.flatMap(({ policy, path }) => {
    if (policy.type !== 'model-fallback') return [];
    if (type !== 'kernel')
      return field(path, `only the kernel has a cheaper inference, and inference is of type ${type}; leave it out`);
    if (policy.cost < dearestMs) return [];
    const cost = formatDuration(policy.cost);
    const dearest = `(${formatDuration(dearestMs)})`;
    return field(
      `${path}.cost`,
      `${cost} is not cheaper than the inference that it is to stand in for ${dearest}; lower it`,
    );
  });
}

function idleOrder(scenario: Scenario): Finding[] {
  const { sources, inference } = scenario;
  const costs = new Set(sources.map((source) => costOf(source, scenario)));
  if (costs.size > 1) return [];
  const cost = formatDuration(inference.cost ?? 0);
  return inference.policies.flatMap((policy, i) =>
    policy.type === 'dispatch' && (policy.order === 'longest-first' || policy.order === 'shortest-first')
      ? field(
          `inference.policies.${i}.order`,
          `${policy.order} is the same as fifo, as every inference costs ${cost}; give sources a cost of their own`,
        )
      : [],
  );
}

function idleTimeouts({ scenario: { limits }, inference }: PolicyWalk): Finding[] {
  return inference.flatMap(({ policy, path }) =>
    policy.type === 'timeout' && typeof policy.after === 'number' && policy.after >= limits.timeout
      ? field(
          `${path}.after`,
          `a timeout of ${formatDuration(policy.after)} changes nothing, as limits.timeout ends the query after ` +
            `${formatDuration(limits.timeout)}; make it shorter`,
        )
      : [],
  );
}
