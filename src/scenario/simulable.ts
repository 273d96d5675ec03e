import { printable } from '../lib/text.js';
import { statedCost } from './derived.js';
import type { Scenario } from './schema.js';

const record = 'state it, or let `agent-bench record` measure it';

/**
 * Why sources cannot be simulated or stood in for, as far as `who` needs them: the latency that is missing and where to
 * get it from; undefined where they can.
 */
export function whyNoLatency(
  { sources }: Pick<Scenario, 'sources'>,
  who = 'simulated time',
  needed: (source: Scenario['sources'][number]) => boolean = () => true,
): string | undefined {
  const unmeasured = sources.findIndex((source) => source.latency === undefined && needed(source));
  if (unmeasured === -1) return undefined;
  const { name, type = 'synthetic' } = sources[unmeasured]!;
  return `sources.${unmeasured}.latency: ${who} needs to know how long '${printable(name)}' (${type}) takes; ${record}`;
}

/**
 * Why a scenario cannot be run on simulated time: the field that is missing and where to get it from; undefined where
 * it can.
 */
export function whyNotSimulable(scenario: Scenario): string | undefined {
  const { sources, inference } = scenario;
  const missing = whyNoLatency(scenario);
  if (missing !== undefined || sources.every((source) => statedCost(source, { inference }) !== undefined))
    return missing;
  return `inference.cost: simulated time needs to know what an inference (${inference.type ?? 'kernel'}) costs; ${record}`;
}
