import type { Plan } from '../../scenario/plan.js';
import type { Scope } from '../../model/scope.js';
import type { LoadedScenario } from '../../scenario/load.js';
import { maxDurationMs } from '../../lib/duration.js';
import { simulateOnce, type Simulated } from '../run/simulate.js';
import type { Hanging } from './hanging-run.js';

/**
 * The scenario with a source that hangs until its timeout: the first one that answers otherwise. The timeout is as long
 * as the slowest fetch, or the source's own if that is shorter, so that the hang takes no longer than the others do. A
 * text says why there is none.
 */
export async function withTimeout(plan: Plan, within: Scope): Promise<Hanging | string> {
  const healthy = await simulated(plan, plan, within);
  const source = plan.scenario.sources.find(({ name }) => healthy.answer.inferences[name] !== undefined);
  if (source === undefined) return 'in this scenario no source answers';
  if (plan.scenario.sources.length < 2) return 'there is one source, so there are no others to answer';
  const { limits, scale } = plan.scenario;
  const ownMs = (source.timeout ?? limits.fetchTimeout) * scale;
  const limitMs = Math.min(ownMs, Math.max(...fetchTimes(healthy).values()));
  return { ...hangs(plan, source.name, limitMs / scale), source: source.name, limitMs };
}

/**
 * The scenario with an overall timeout that its slowest source outlasts, for it hangs. The timeout lies half way
 * between the first answer of another source and the next one, so that there is something to keep, something to cut off
 * in the middle of its inference, and something to cut off in its fetch. A text says why there is none.
 */
export async function withCutOff(plan: Plan, within: Scope): Promise<Hanging | string> {
  if (plan.scenario.sources.length < 2) return 'there is one source, so nothing could be done before it';
  const [slowest] = [...fetchTimes(await simulated(plan, plan, within))].toSorted((a, b) => b[1] - a[1])[0]!;
  const endless = hangs(plan, slowest, maxDurationMs);
  const { spans } = await simulated(endless, plan, within);
  const ends = spans.filter(({ kind, outcome }) => kind === 'inference' && outcome === 'ok').map(({ endMs }) => endMs);
  const [first, next] = [...new Set(ends)].toSorted((a, b) => a - b);
  if (first === undefined) return 'in this scenario no other source answers anyhow';
  const limitMs = next === undefined ? first * 1.25 : (first + next) / 2;
  const { scenario } = endless;
  return {
    ...endless,
    scenario: { ...scenario, limits: { ...scenario.limits, timeout: limitMs / scenario.scale } },
    source: slowest,
    limitMs,
  };
}

function simulated(loaded: LoadedScenario, { cores, workers }: Plan, within: Scope): Promise<Simulated> {
  return simulateOnce(loaded, { mode: 'hybrid', cores, workers, contention: 1, within });
}

/** How long each fetch takes, in milliseconds, by source. */
function fetchTimes({ spans }: Simulated): Map<string, number> {
  return new Map(
    spans.filter(({ kind }) => kind === 'fetch').map(({ name, startMs, endMs }) => [name, endMs - startMs]),
  );
}

/** The scenario with a source that never answers, and its timeout in milliseconds before scaling. */
function hangs(loaded: LoadedScenario, name: string, timeout: number): LoadedScenario {
  const sources = loaded.scenario.sources.map((source) =>
    source.name === name ? { ...source, timeout, faults: [{ kind: 'hang' as const, argument: '' }] } : source,
  );
  return { ...loaded, scenario: { ...loaded.scenario, sources } };
}
