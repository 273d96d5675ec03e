import type { Source } from '../model/ports.js';
import type { Fetched, Outcome } from '../model/outcome.js';

/** What a mode arranges. Steps never reject: a failed fetch passes through `infer` at once. */
export interface Steps {
  readonly sources: readonly Source[];
  readonly fetch: (source: Source) => Promise<Fetched>;
  readonly infer: (fetched: Fetched) => Promise<Outcome>;
}

export type Mode = (steps: Steps) => Promise<Outcome[]>;

const sequential: Mode = async ({ sources, fetch, infer }) => {
  const fetched = await oneByOne(sources, fetch);
  return oneByOne(fetched, infer);
};

const concurrent: Mode = async ({ sources, fetch, infer }) => {
  const fetched = await allAtOnce(sources, fetch);
  return oneByOne(fetched, infer);
};

const parallel: Mode = async ({ sources, fetch, infer }) => {
  const fetched = await oneByOne(sources, fetch);
  return allAtOnce(fetched, infer);
};

const hybrid: Mode = ({ sources, fetch, infer }) => allAtOnce(sources, (source) => fetch(source).then(infer));

const hybridBarrier: Mode = async ({ sources, fetch, infer }) => {
  const fetched = await allAtOnce(sources, fetch);
  return allAtOnce(fetched, infer);
};

/** Every mode, slowest first. A new one is a function and a line here. */
export const modes = {
  sequential: { run: sequential, summary: 'fetch one by one, then infer one by one', byDefault: true },
  concurrent: { run: concurrent, summary: 'fetch all at once, then infer one by one', byDefault: true },
  parallel: { run: parallel, summary: 'fetch one by one, then infer all at once', byDefault: true },
  hybrid: { run: hybrid, summary: 'fetch all at once, infer each as soon as it lands', byDefault: true },
  'hybrid-barrier': {
    run: hybridBarrier,
    summary: 'fetch all at once, wait for all, then infer all at once',
    byDefault: false,
  },
} as const satisfies Record<string, { run: Mode; summary: string; byDefault: boolean }>;

/** `sequential`, `concurrent`, `parallel`, `hybrid` or `hybrid-barrier`. */
export type ModeName = keyof typeof modes;
export const modeNames = Object.keys(modes) as ModeName[];
export const defaultModes = modeNames.filter((name) => modes[name].byDefault);

async function oneByOne<T, R>(items: readonly T[], step: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await step(item));
  return results;
}

function allAtOnce<T, R>(items: readonly T[], step: (item: T) => Promise<R>): Promise<R[]> {
  return Promise.all(items.map(step));
}
