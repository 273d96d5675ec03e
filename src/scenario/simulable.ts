import { printable } from '../lib/text.js';
import { statedCost } from './arrangement.js';
import type { Scenario } from './schema.js';

const record = 'state it, or let `agent-bench record` measure it';

/** Why sources cannot be simulated: the latency that is missing and where to get it from; undefined where they can. */
export function whyNoLatency({ sources }: Pick<Scenario, 'sources'>): string | undefined {
  const unmeasured = sources.findIndex(({ latency }) => latency === undefined);
  if (unmeasured === -1) return undefined;
  const { name, type = 'synthetic' } = sources[unmeasured]!;
  return `sources.${unmeasured}.latency: simulated time needs to know how long '${printable(name)}' (${type}) takes; ${record}`;
}

/** Why a scenario cannot be run on simulated time: the field that is missing and where to get it from; undefined where it can. */
export function whyNotSimulable(scenario: Scenario): string | undefined {
  const { sources, inference } = scenario;
  const missing = whyNoLatency(scenario);
  if (missing !== undefined || sources.every((source) => statedCost(source, { inference }) !== undefined)) return missing;
  return `inference.cost: simulated time needs to know what an inference (${inference.type ?? 'kernel'}) costs; ${record}`;
}
