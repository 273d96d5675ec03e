import type { ModeName } from '#src/agent/modes.js';
import type { ScenarioInput } from '#src/index.js';
import type { Change } from '#src/experiments/what-if/change.js';

/** A scenario's text and how it is run, as somebody would edit and type them. */
export interface ByHand {
  readonly scenario: ScenarioInput;
  readonly mode: ModeName;
  readonly cores: number;
}

type LatencyText =
  | number
  | { readonly type: 'uniform'; readonly min: number; readonly max: number }
  | { readonly type: 'lognormal'; readonly median: number; readonly p95: number }
  | { readonly type: 'empirical'; readonly percentiles: Readonly<Record<string, number>> };

interface SourceText {
  name: string;
  latency: LatencyText;
  cost?: number;
  timeout?: number;
}

/** As much of a random case's text as is edited. */
interface ScenarioText {
  sources: SourceText[];
  inference: { cost: number; workers?: number };
  limits?: object;
}

/** The edit that a change stands for, made to the scenario's own text: nothing here is shared with what-if. */
export function editedByHand({ scenario, mode, cores }: ByHand, change: Change): ByHand {
  const text = structuredClone(scenario) as unknown as ScenarioText;
  switch (change.part) {
    case 'source':
      for (const source of text.sources)
        if (source.name === change.name) slow(source, change.stage, change.factor, text.inference.cost);
      break;
    case 'stage':
      for (const source of text.sources) slow(source, change.stage, change.factor, text.inference.cost);
      break;
    case 'gone':
      text.sources = text.sources.filter((source) => source.name !== change.name);
      break;
    case 'more':
      text.sources.push({ ...text.sources.find((source) => source.name === change.name)!, name: `${change.name} 2` });
      break;
    case 'workers':
      text.inference.workers = change.to;
      break;
    case 'cores':
      return { scenario, mode, cores: change.to };
    case 'timeout':
      text.limits = { ...text.limits, timeout: change.ms };
      break;
    case 'fetch-timeout':
      text.limits = { ...text.limits, fetchTimeout: change.ms };
      for (const source of text.sources) if ('timeout' in source) source.timeout = change.ms;
      break;
    case 'mode':
      return { scenario, mode: change.mode, cores };
  }
  return { scenario: text, mode, cores };
}

function slow(source: SourceText, stage: 'fetch' | 'inference' | undefined, factor: number, commonCost: number): void {
  if (stage !== 'inference') source.latency = factor === 0 ? 0 : longer(source.latency, factor);
  if (stage !== 'fetch') source.cost = (source.cost ?? commonCost) * factor;
}

function longer(latency: LatencyText, factor: number): LatencyText {
  if (typeof latency === 'number') return latency * factor;
  if (latency.type === 'uniform') return { type: 'uniform', min: latency.min * factor, max: latency.max * factor };
  if (latency.type === 'lognormal')
    return { type: 'lognormal', median: latency.median * factor, p95: latency.p95 * factor };
  const percentiles = Object.entries(latency.percentiles).map(([p, ms]) => [p, ms * factor]);
  return { type: 'empirical', percentiles: Object.fromEntries(percentiles) };
}
