import type { ModeName } from '../../agent/modes.js';
import { formatDuration, maxDurationMs } from '../../lib/duration.js';
import { counted, printable } from '../../lib/text.js';

/** One of the two steps of a source. */
export type Stage = 'fetch' | 'inference';

/** Something that could be otherwise. */
export type Change =
  /** A source takes so many times as long: both of its steps, or one. */
  | { readonly part: 'source'; readonly name: string; readonly stage?: Stage | undefined; readonly factor: number }
  /** A source is not asked. */
  | { readonly part: 'gone'; readonly name: string }
  /** So many more sources like it. */
  | { readonly part: 'more'; readonly name: string; readonly count: number }
  /** A step of all sources takes so many times as long. */
  | { readonly part: 'stage'; readonly stage: Stage; readonly factor: number }
  /** Requests at once, where a model server infers. */
  | { readonly part: 'workers'; readonly to: number }
  /** Workers as well, where the scenario does not state how many. */
  | { readonly part: 'cores'; readonly to: number }
  | { readonly part: 'timeout' | 'fetch-timeout'; readonly ms: number }
  | { readonly part: 'mode'; readonly mode: ModeName };

const maxCount = 10_000;
const maxFactor = 1000;

/** What is wrong with how much a change changes, and what it may be; undefined where nothing is. */
export function whyImpossible(change: Change): string | undefined {
  switch (change.part) {
    case 'source':
    case 'stage':
      return within(change.factor, 0, maxFactor)
        ? undefined
        : `expected a factor of time from 0 to ${maxFactor}, as in 0.5x, which is twice as fast`;
    case 'workers':
    case 'cores': {
      const { part, to } = change;
      const fits = Number.isInteger(to) && within(to, 1, maxCount);
      return fits
        ? undefined
        : `expected a number from 1 to ${maxCount}, as in ${part}=4, or how many more, as in ${part}=+1`;
    }
    case 'timeout':
    case 'fetch-timeout':
      return change.ms > 0 && within(change.ms, 0, maxDurationMs)
        ? undefined
        : `expected a duration above 0 and up to a day, as in ${change.part}=4s, or a factor, as in ` +
            `${change.part}=0.5x`;
    case 'gone':
    case 'more':
    case 'mode':
      return undefined;
  }
}

function within(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}

/** What `--set` may name beside sources, and how its value is written. */
export const setForms = {
  fetch: 'all fetching, as in fetch=0.5x',
  inference: 'all inference, as in inference=0.5x',
  workers: 'worker threads, as in workers=4 or workers=+1',
  cores: 'cores, as in cores=4 or cores=+1',
  timeout: 'timeout of the query, as in timeout=4s or timeout=0.5x',
  'fetch-timeout': 'timeout of one attempt of a fetch, as in fetch-timeout=2s',
  mode: 'how the query is scheduled, as in mode=hybrid',
} as const;

/** Whether a text names a step of a source. */
export function isStage(text: string): text is Stage {
  return text === 'fetch' || text === 'inference';
}

/** A source's name as `--set` takes it: in quotes where it could mean something else. */
function named(name: string): string {
  const other =
    Object.hasOwn(setForms, name) ||
    isStage(name.slice(name.lastIndexOf('.') + 1)) ||
    name.startsWith('"') ||
    name.trim() !== name;
  return other ? `"${name}"` : name;
}

/** A number from 0 on in digits alone, which read as the same number. */
function plain(value: number): string {
  const [, digits, tenths = '', exponent] = /^(\d)(?:\.(\d+))?e-(\d+)$/u.exec(String(value)) ?? [];
  return digits === undefined ? String(value) : `0.${'0'.repeat(Number(exponent) - 1)}${digits}${tenths}`;
}

/** A change as `--set` takes it. */
export function setOf(change: Change): string {
  switch (change.part) {
    case 'source':
      return `${named(change.name)}${change.stage === undefined ? '' : `.${change.stage}`}=${plain(change.factor)}x`;
    case 'gone':
      return `${named(change.name)}=gone`;
    case 'more':
      return `${named(change.name)}=+${change.count}`;
    case 'stage':
      return `${change.stage}=${plain(change.factor)}x`;
    case 'workers':
    case 'cores':
      return `${change.part}=${change.to}`;
    case 'timeout':
    case 'fetch-timeout':
      return `${change.part}=${change.ms >= 1000 ? `${plain(change.ms / 1000)}s` : `${plain(change.ms)}ms`}`;
    case 'mode':
      return `mode=${change.mode}`;
  }
}

/** What a change is of, as `--set` names it: `knowledge_base.fetch`. */
export function partOf(change: Change): string {
  const set = setOf(change);
  return set.slice(0, set.lastIndexOf('='));
}

const stageWords = { fetch: 'fetching', inference: 'inference' } as const satisfies Record<Stage, string>;

/** A change in words, safe to print: `knowledge_base 50 % faster`. */
export function changeWords(change: Change): string {
  switch (change.part) {
    case 'source': {
      const name = printable(change.name);
      const what =
        change.stage === undefined ? name : change.stage === 'fetch' ? `fetching ${name}` : `inference on ${name}`;
      return `${what} ${pace(change.factor)}`;
    }
    case 'gone':
      return `without ${printable(change.name)}`;
    case 'more':
      return `${change.count} more like ${printable(change.name)}`;
    case 'stage':
      return `all ${stageWords[change.stage]} ${pace(change.factor)}`;
    case 'workers':
      return counted(change.to, 'worker');
    case 'cores':
      return counted(change.to, 'core');
    case 'timeout':
      return `a timeout of ${formatDuration(change.ms)}`;
    case 'fetch-timeout':
      return `a timeout of fetches of ${formatDuration(change.ms)}`;
    case 'mode':
      return `${change.mode} mode`;
  }
}

/** How a factor of time is said: 0.75 is 25 % faster, as a stop-watch has it. */
function pace(factor: number): string {
  if (factor === 0) return 'in no time';
  if (factor < 1) return `${Number((100 * (1 - factor)).toFixed(2))} % faster`;
  return factor === 2 ? 'twice as slow' : `${Number(factor.toFixed(2))} times as slow`;
}
