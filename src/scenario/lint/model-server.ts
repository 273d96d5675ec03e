import { formatDuration } from '../../lib/duration.js';
import type { Inference, Scenario } from '../schema.js';

type ModelServer = Extract<Inference, { type: 'openai' }>;

/**
 * What is stated of workers, cores and CPU time though a model server makes the inference, and what contradicts itself
 * in how it is asked: a line each.
 */
export function wrongServer(inference: ModelServer, { sources, scale }: Pick<Scenario, 'sources' | 'scale'>): string[] {
  const lines = inference.policies.flatMap(({ type }, i) => {
    if (type === 'model-fallback')
      return [
        `inference.policies.${i}: model-fallback makes an inference of less CPU time, which a model server takes none of; name a fallbackModel instead`,
      ];
    if (type === 'dispatch')
      return [
        `inference.policies.${i}: dispatch gives out free workers, and a model server needs none; leave it out (concurrency limits its requests)`,
      ];
    return [];
  });
  const remedy = 'leave it out (firstToken, tokensPerSecond and tokens say how long an answer takes on simulated time)';
  const dear = sources.findIndex(({ cost = 0 }) => cost > 0);
  if (inference.cost > 0)
    lines.push(
      `inference.cost: a model server takes no CPU time here, not ${formatDuration(inference.cost * scale)}; ${remedy}`,
    );
  else if (dear !== -1)
    lines.push(
      `sources.${dear}.cost: a model server takes no CPU time here, not ${formatDuration(sources[dear]!.cost! * scale)}; ${remedy}`,
    );
  if (inference.faults.length > 0)
    lines.push(
      'inference.faults: these are faults of workers, and a model server needs none; use modelFaults, as in "slow:3x" or "rate-limited"',
    );
  if (inference.fallbackModel === inference.model)
    lines.push('inference.fallbackModel: it is the model that it is to stand in for; name another one');
  return lines;
}

/** What of a model server merely changes nothing, or less than it says: a line each. */
export function idleServer(inference: ModelServer): string[] {
  const { workers, tokens, maxTokens } = inference;
  return [
    ...(workers === undefined
      ? []
      : [`inference.workers: a model server needs no worker threads, so ${workers} change nothing; leave it out`]),
    ...(tokens <= maxTokens
      ? []
      : [
          `inference.tokens: simulated answers of ${tokens} tokens all end at the ${maxTokens} of inference.maxTokens; make it fewer, or that more`,
        ]),
  ];
}
