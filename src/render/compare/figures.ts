import { preciseDuration } from '../../lib/duration.js';
import { percent, printable } from '../../lib/text.js';
import type { Part } from '../../results/documents/compare.js';
import type { Comparison } from '../../results/documents/compare.js';
import { figures, type FigureName } from '../../results/figures.js';

type Compared = Comparison['comparisons'][number];

const verdictWords = {
  faster: 'faster',
  slower: 'slower',
  same: 'as fast as before',
  inconclusive: 'inconclusive',
} as const;

const partWords: Record<Part, string> = {
  fetch: 'fetching',
  backoff: 'back-off',
  queue: 'waiting for a turn',
  workerStart: 'starting on a worker',
  compute: 'computing',
  model: 'waiting for the model',
  aggregate: 'aggregating',
};

/** One sentence for each mode: what happened to its makespan. */
export function headlines({ comparisons, base, new: next, ...report }: Comparison): string[] {
  const modes = Object.keys(base.runs).filter((mode) => mode in next.runs);
  return modes.map((mode) => {
    const makespan = comparisons.find((one) => one.mode === mode && one.figure === 'makespan');
    if (makespan === undefined) return `${mode}: makespans of different machines are not compared.`;
    const from =
      makespan.base === makespan.new
        ? preciseDuration(makespan.new)
        : `${preciseDuration(makespan.base)} before, ${preciseDuration(makespan.new)} now`;
    if (isExact(makespan))
      return (
        `${mode} is ${verdictWords[makespan.verdict]}: ${changed(makespan.changePercent)}, ${from} (simulated, ` +
        `exact)${reason(makespan)}.`
      );
    const evidence = [
      makespan.interval === null ? [] : [`95 % interval ${range(makespan.interval)} %`],
      makespan.verdict === 'same' ? [`smaller changes than ${size(2 * report.floorPercent)} % pass for none`] : [],
      makespan.verdict === 'faster' || makespan.verdict === 'slower' ? [`p ${probability(makespan.pValue)}`] : [],
    ].flat();
    const aside = evidence.length === 0 ? '' : ` (${evidence.join(', ')})`;
    return (
      `${mode} is ${verdictWords[makespan.verdict]}: ${changed(makespan.changePercent)}${aside}, ` +
      `${from}${reason(makespan)}.`
    );
  });
}

/** Simulated, and chance had no part in it: there was nothing to test. */
function isExact({ pValue }: Compared): boolean {
  return pValue === null;
}

function reason({ reason: why }: Compared): string {
  return why === undefined ? '' : `; ${printable(why)}`;
}

function changed(percentage: number | null): string {
  return percentage === null ? 'from nothing' : `${signed(percentage)} %`;
}

/** A compared figure as a row: name, base, new, change, interval, the least that would show, verdict. */
export function comparedFigures(one: Compared): string[] {
  return [
    one.figure,
    withUnit(one.figure, one.base),
    withUnit(one.figure, one.new),
    one.changePercent === null ? '–' : `${signed(one.changePercent)} %`,
    one.interval === null ? '–' : range(one.interval),
    one.minimumDetectablePercent === null ? '–' : `${size(one.minimumDetectablePercent)} %`,
    one.verdict,
  ];
}

export function probability(p: number | null): string {
  if (p === null) return '–';
  return p < 0.0001 ? '< 0.0001' : String(Number(p.toPrecision(2)));
}

/** Shorter durations are shown as zero, in milliseconds. */
const shortestShown = 0.005;

/**
 * The parts of a mode's makespan that are long enough to be seen, the most changed first, and what all add up to: name,
 * base, new, difference.
 */
export function attributedParts({ attribution }: Comparison, mode: string): string[][] {
  const own = attribution.filter((one) => one.mode === mode);
  const total = (key: 'baseMs' | 'newMs' | 'differenceMs'): number => own.reduce((sum, one) => sum + one[key], 0);
  const row = (name: string, baseMs: number, newMs: number, differenceMs: number): string[] => [
    name,
    preciseDuration(baseMs),
    preciseDuration(newMs),
    Math.abs(differenceMs) < shortestShown
      ? '0 s'
      : `${differenceMs > 0 ? '+' : ''}${preciseDuration(differenceMs).replace('-', '−')}`,
  ];
  return [
    ...own
      .filter(({ baseMs, newMs }) => Math.max(baseMs, newMs) >= shortestShown)
      .toSorted((a, b) => Math.abs(b.differenceMs) - Math.abs(a.differenceMs))
      .map(({ part, baseMs, newMs, differenceMs }) => row(partWords[part], baseMs, newMs, differenceMs)),
    row('in all', total('baseMs'), total('newMs'), total('differenceMs')),
  ];
}

/** The modes whose makespan has changed, so that there is a difference to attribute. */
export function changedModes({ comparisons }: Comparison): string[] {
  return comparisons
    .filter(({ figure, verdict }) => figure === 'makespan' && (verdict === 'faster' || verdict === 'slower'))
    .map(({ mode }) => mode);
}

function withUnit(figure: FigureName, value: number): string {
  switch (figures[figure].unit) {
    case 'ms':
      return preciseDuration(value);
    case 'share':
      return percent(value);
    case 'count':
      return value < 0.1 ? String(Number(value.toPrecision(2))) : value.toFixed(2);
    case 'ratio':
      return value.toFixed(2);
  }
}

function range([low, high]: [number, number]): string {
  return `${signed(low)} to ${signed(high)}`;
}

function signed(value: number): string {
  const text = size(Math.abs(value));
  return `${text === '0' ? '' : value > 0 ? '+' : '−'}${text}`;
}

/** At most one decimal from 1 on, two below; thousands as powers of ten. */
function size(value: number): string {
  if (value >= 10_000) return value.toExponential(0).replace('e+', 'e');
  return String(Number(value.toFixed(value < 1 ? 2 : value < 100 ? 1 : 0)));
}

/** How the verdicts were reached. */
export function method({ base, floorPercent, alpha, comparisons }: Comparison): string {
  const meaning = 'faster is better and slower is worse, also of figures that are no times.';
  if (comparisons.every(isExact)) return `Simulated time is exact: any difference is one. ${meaning}`;
  const exact =
    base.clock === 'virtual'
      ? ' Where all runs are alike or drew the same random numbers, simulated time is exact: any difference is one. ' +
        'Elsewhere: '
      : '';
  return (
    `${exact}faster and slower: better and worse by at least ${floorPercent} %, with a chance of at most ` +
    `${100 * alpha} % that even one of these verdicts is by accident; same: the whole interval within ` +
    `${2 * floorPercent} %; inconclusive: neither can be said. least to show: the smallest change that these runs ` +
    'would have shown. coreWait changes in % of the makespan.'
  ).trimStart();
}
