import { percent } from '../../lib/text.js';
import { random } from '../../lib/random.js';
import { quantileOfSorted } from '../../lib/statistics/descriptive.js';
import { formatDuration, toNanosecond } from '../../lib/duration.js';
import { drawLatency } from '../../sources/synthetic.js';
import type { LoadedScenario } from '../../scenario/load.js';
import { scenarioPolicySchema, type Scenario } from '../../scenario/schema.js';
import { tryRemedies, type Remedy, type RemedyOptions, type RemedyResult } from './remedies.js';

/** What can be tuned, and the values that are tried: durations from the scenario's own latencies. */
export const tunables = {
  timeout: (scenario) => durations(scenario).map((ms) => point(formatDuration(ms), { type: 'timeout', after: ms })),
  hedge: (scenario) => durations(scenario).map((ms) => point(formatDuration(ms), { type: 'hedge', after: ms })),
  retry: () => [1, 2, 3, 4, 5].map((attempts) => point(String(attempts), { type: 'retry', attempts })),
  quorum: ({ sources }) =>
    sources.slice(0, maxPoints).map((_, i) => point(`${i + 1} of ${sources.length}`, { type: 'quorum', count: i + 1 })),
} as const satisfies Record<string, (scenario: Scenario) => Remedy[]>;
export type Tunable = keyof typeof tunables;

const maxPoints = 20;
const quantiles = [0.5, 0.75, 0.9, 0.95, 0.97, 0.99, 1];
/**
 * Beside the quantiles, so many times a power of ten: what people write, and about as far apart on a scale of ratios.
 */
const series = [1, 2, 3, 5];
/** What is just above a latency is so many times as long. */
const margin = 1.02;
const drawsPerSource = 1000;
const maxDraws = 100_000;

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

/**
 * Just above the quantiles of what the sources take, and what people would write between them, in milliseconds before
 * `scale`; at most `maxPoints`.
 */
function durations({ sources, seed, limits }: Scenario): number[] {
  const each = Math.min(drawsPerSource, Math.ceil(maxDraws / sources.length));
  const draws = sources.flatMap(({ name, latency }) => {
    const draw = random(seed, 'tune', name);
    return Array.from({ length: each }, () => drawLatency(latency ?? 0, draw));
  });
  const sorted = draws.toSorted((a, b) => a - b);
  const latencies = quantiles.map((q) => Math.max(1, quantileOfSorted(sorted, q)));
  const at = latencies.map((ms) => roundedUp(ms * margin));
  // At the very time that a source takes, chance decides which of the two comes first: the point just above stands for
  // it.
  let between = readable(at[0]!, at.at(-1)!).filter(
    (value) => !latencies.some((ms) => ms <= value && value <= ms * margin),
  );
  while (between.length > maxPoints - at.length) between = between.filter((_, i) => i % 2 === 0);
  // An attempt ends at its own timeout: what is later never strikes.
  const endMs = Math.max(...sources.map(({ timeout }) => timeout ?? limits.fetchTimeout));
  return [...new Set([...at, ...between])].filter((ms) => ms < endMs).toSorted((a, b) => a - b);
}

/** To what is shown of it, so that a name can be used as a value. */
function roundedUp(ms: number): number {
  const step = ms > 99 ? 10 : ms > 10 ? 1 : 0.01;
  return toNanosecond(Math.ceil(ms / step) * step);
}

/** The values of the series between two, in milliseconds. */
function readable(leastMs: number, mostMs: number): number[] {
  const values: number[] = [];
  for (let power = 10 ** Math.floor(Math.log10(leastMs)); power < mostMs; power *= 10)
    values.push(...series.map((times) => times * power));
  return values.filter((ms) => ms > leastMs && ms < mostMs);
}

function point(name: string, policy: object): Remedy {
  return { name, change: () => ({ policies: [scenarioPolicySchema.parse(policy)] }) };
}

/** A difference in completeness that is not worth a recommendation. */
const sameCompleteness = 0.005;
/** Of what the best value gains in completeness or p99, so much is enough where it costs fewer attempts. */
const mostOfTheGain = 0.9;

/** Of the values that bring most of the gain in completeness and then in p99, the one with the fewest attempts. */
function recommend(points: readonly RemedyResult[]): Tuning['recommended'] {
  const [none] = points;
  if (none === undefined) return { name: 'none', reason: 'nothing was simulated' };
  const most = Math.max(...points.map(({ completeness }) => completeness));
  const enough = most - Math.max(sameCompleteness, (most - none.completeness) * (1 - mostOfTheGain));
  const complete = points.filter(({ completeness }) => completeness >= enough);
  const gain = ({ p99Ms }: RemedyResult): number => none.p99Ms - p99Ms;
  const largest = Math.max(...complete.map(gain));
  const good = complete.filter((one) => gain(one) >= (largest > 0 ? largest * mostOfTheGain : largest));
  const best = good.toSorted((a, b) => a.attemptsPerAnswer - b.attemptsPerAnswer || a.p95Ms - b.p95Ms)[0]!;
  return { name: best.name, reason: best === none ? reasonForNone(none, points) : reasonFor(best, none) };
}

function reasonFor(best: RemedyResult, none: RemedyResult): string {
  const extra = percent(Math.abs(best.attemptsPerAnswer / none.attemptsPerAnswer - 1));
  const attempts =
    extra === '0 %'
      ? 'no more attempts'
      : `${extra} ${best.attemptsPerAnswer < none.attemptsPerAnswer ? 'fewer' : 'more'} attempts`;
  const figures = [
    `completeness ${against(percent(best.completeness), percent(none.completeness))}`,
    `p95 ${against(formatDuration(best.p95Ms), formatDuration(none.p95Ms))}`,
    `p99 ${against(formatDuration(best.p99Ms), formatDuration(none.p99Ms))}`,
  ];
  return `${figures.join(', ')}, for ${attempts}`;
}

function against(withIt: string, without: string): string {
  return withIt === without ? `${withIt} as without` : `${withIt} against ${without} without`;
}

/** Says as well what being sooner would cost, where any value is. */
function reasonForNone(none: RemedyResult, points: readonly RemedyResult[]): string {
  const reason = 'no value answers as completely and sooner than leaving it out';
  const sooner = points.filter(({ p99Ms, completeness }) => p99Ms < none.p99Ms && completeness < none.completeness);
  const [next] = sooner.toSorted((a, b) => b.completeness - a.completeness || a.p99Ms - b.p99Ms);
  if (next === undefined) return reason;
  const lost = percent(none.completeness - next.completeness);
  return (
    `${reason}; the least costly way to be sooner, ${next.name}, loses ${lost} of completeness for a p99 of ` +
    `${formatDuration(next.p99Ms)} against ${formatDuration(none.p99Ms)}`
  );
}
