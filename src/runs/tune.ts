import { random } from '../lib/random.js';
import { quantile } from '../lib/stats.js';
import { formatDuration } from '../lib/duration.js';
import { drawLatency } from '../sources/latency.js';
import type { LoadedScenario } from '../scenario/load.js';
import { scenarioPolicySchema, type Scenario } from '../scenario/schema.js';
import { tryRemedies, type Remedy, type RemedyOptions, type RemedyResult } from './remedies.js';

/** What can be tuned, and the values that are tried: durations at the quantiles of the scenario's own latencies. */
export const tunables = {
  timeout: (scenario) => durations(scenario).map((ms) => point(formatDuration(ms), { type: 'timeout', after: ms })),
  hedge: (scenario) => durations(scenario).map((ms) => point(formatDuration(ms), { type: 'hedge', after: ms })),
  retry: () => [1, 2, 3, 4, 5].map((attempts) => point(String(attempts), { type: 'retry', attempts })),
  quorum: ({ sources }) => sources.slice(0, maxPoints).map((_, i) => point(`${i + 1} of ${sources.length}`, { type: 'quorum', count: i + 1 })),
} as const satisfies Record<string, (scenario: Scenario) => Remedy[]>;
export type Tunable = keyof typeof tunables;

const maxPoints = 20;
const quantiles = [0.5, 0.75, 0.9, 0.95, 0.97, 0.99, 1];
const drawsPerSource = 1000;

export interface Tuning {
  readonly parameter: Tunable;
  /** The first one is the scenario without it. */
  readonly points: readonly RemedyResult[];
  readonly recommended: { readonly name: string; readonly reason: string };
}

/** Sweeps a parameter under the scenario's own latencies and faults. */
export async function tune(loaded: LoadedScenario, parameter: Tunable, options: RemedyOptions): Promise<Tuning> {
  const none: Remedy = { name: 'none', change: () => ({}) };
  const points = await tryRemedies(loaded, [none, ...tunables[parameter](loaded.scenario)], options);
  return { parameter, points, recommended: recommend(points) };
}

/** Just above the quantiles of what the sources take, and half-way between them on a scale of ratios, in milliseconds before `scale`. */
function durations({ sources, seed }: Scenario): number[] {
  const draws = sources.flatMap(({ name, latency }) => {
    const draw = random(seed, 'tune', name);
    return Array.from({ length: drawsPerSource }, () => drawLatency(latency, draw));
  });
  const at = quantiles.map((q) => Math.max(1, quantile(draws, q) * 1.02));
  const between = at.slice(1).map((ms, i) => Math.sqrt(ms * at[i]!));
  const rounded = [...at, ...between].map((ms) => Math.ceil(ms / 10) * 10);
  return [...new Set(rounded)].toSorted((a, b) => a - b);
}

function point(name: string, policy: object): Remedy {
  return { name, change: () => ({ policies: [scenarioPolicySchema.parse(policy)] }) };
}

/** A difference in completeness that is not worth a recommendation. */
const sameCompleteness = 0.005;
/** Of what the best value gains in p99, so much is enough where it costs fewer attempts. */
const mostOfTheGain = 0.9;

/** Of the values that answer most completely and bring most of the gain in p99, the one with the fewest attempts. */
function recommend(points: readonly RemedyResult[]): Tuning['recommended'] {
  const [none] = points;
  if (none === undefined) return { name: 'none', reason: 'nothing was simulated' };
  const most = Math.max(...points.map(({ completeness }) => completeness));
  const complete = points.filter(({ completeness }) => completeness >= most - sameCompleteness);
  const gain = ({ p99Ms }: RemedyResult): number => none.p99Ms - p99Ms;
  const largest = Math.max(...complete.map(gain));
  const good = complete.filter((one) => gain(one) >= (largest > 0 ? largest * mostOfTheGain : largest));
  const best = good.toSorted((a, b) => a.attemptsPerAnswer - b.attemptsPerAnswer || a.p95Ms - b.p95Ms)[0]!;
  if (best === none) return { name: none.name, reason: 'no value answers as completely and sooner than leaving it out' };
  const share = (part: number): string => `${(part * 100).toFixed(1)} %`;
  const extra = best.attemptsPerAnswer / none.attemptsPerAnswer - 1;
  return {
    name: best.name,
    reason:
      `completeness ${share(best.completeness)} against ${share(none.completeness)} without, p95 ${formatDuration(best.p95Ms)} against ${formatDuration(none.p95Ms)}, ` +
      `p99 ${formatDuration(best.p99Ms)} against ${formatDuration(none.p99Ms)}, for ${share(Math.abs(extra))} ${extra < 0 ? 'fewer' : 'more'} attempts`,
  };
}
