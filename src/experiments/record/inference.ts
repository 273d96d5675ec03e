import { median } from '../../lib/statistics/descriptive.js';
import { Hidden } from '../../adapters/secrets/hidden.js';
import type { Inference, Scenario } from '../../scenario/schema.js';
import { microseconds } from './latency.js';
import type { Inferred, Recording } from './recording.js';

type OpenAi = Extract<Inference, { type: 'openai' }>;

/**
 * Inference as it was measured, for simulated time: the kernel as the scenario states it, one's own as a kernel that
 * keeps a core as long, a model server by its own figures.
 */
export function recordedInference({ loaded, sources }: Recording): Inference {
  const { inference, scale } = loaded.scenario;
  const all = sources.flatMap(({ inferences }) => inferences);
  if (inference.type === undefined || inference.type === 'kernel') return inference;
  if (inference.type === 'openai') return { ...withoutAddress(inference), ...(all.length > 0 && pace(all, scale)) };
  const { workers, faults, policies, cost = 0 } = inference;
  const measured = recordedCost(all, scale);
  return { faults, policies, cost: measured ?? cost, ...(workers !== undefined && { workers }) };
}

/** The median cost of inferences in CPU milliseconds before `scale`; undefined where there are none. */
export function recordedCost(inferences: readonly Inferred[], scale: number): number | undefined {
  return inferences.length === 0 ? undefined : microseconds(median(inferences.map(({ heldMs }) => heldMs)) / scale);
}

/**
 * Where `agent-bench mock` stands in, so that nobody who runs the recording on real time asks, and pays, the model
 * itself; no secret is needed there.
 */
const standIn = 'http://127.0.0.1:8787/v1';

function withoutAddress({ apiKey: _secret, ...inference }: OpenAi): OpenAi {
  return { ...inference, url: new Hidden(standIn, standIn), headers: {} };
}

/** What cannot be told from the answers, as they were not streamed, comes before the first token. */
const atOnce = 1e6;

/** When tokens came, and how many: medians, before `scale`. */
function pace(inferred: readonly Inferred[], scale: number): Pick<OpenAi, 'firstToken' | 'tokensPerSecond' | 'tokens'> {
  const middle = (values: readonly (number | undefined)[]): number | undefined => {
    const known = values.filter((value) => value !== undefined);
    return known.length === 0 ? undefined : median(known);
  };
  const tokens = Math.max(1, Math.round(middle(inferred.map(({ outputTokens }) => outputTokens)) ?? 1));
  const wholeMs = median(inferred.map(({ heldMs }) => heldMs));
  const firstMs = middle(inferred.map(({ firstTokenMs }) => firstTokenMs));
  // From the time of the whole, so that it comes out right whatever the server counts as a token.
  const restMs = firstMs === undefined ? 0 : wholeMs - firstMs;
  const tokensPerSecond = restMs <= 0 ? atOnce : Math.min(atOnce, microseconds((tokens / (restMs / scale)) * 1000));
  return { firstToken: microseconds((restMs <= 0 ? wholeMs : firstMs!) / scale), tokensPerSecond, tokens };
}

/** Whether the inference is measured beside the sources. */
export function isMeasured({ inference }: Pick<Scenario, 'inference'>): boolean {
  return inference.type !== undefined && inference.type !== 'kernel';
}
