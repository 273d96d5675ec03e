import { formatDuration } from '../../lib/duration.js';
import { percent, printable } from '../../lib/text.js';
import type { WhatIfReport } from '../../results/documents/what-if.js';
import type { WhatIf } from '../../results/documents/what-if-findings.js';
import { effectText, gainText, isNothing, losesAnswers, partsOf, percentText, rangeText } from './figures.js';

type Change = WhatIf['changes'][number];

/** Figures in rows. */
interface Figures {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** The columns that a narrow place has no room for, and those that the narrowest has room for. */
  readonly extra?: readonly number[];
  readonly essential?: readonly number[];
}

const paces = ['0.9x', '0.75x', '0.5x', '0x', '2x'] as const;
const paceHeads = {
  '0.9x': '10 %\nfaster',
  '0.75x': '25 %\nfaster',
  '0.5x': '50 % faster',
  '0x': 'in no\ntime',
  '2x': 'twice\nas slow',
} as const;

/** Parts at different paces, those that gain most first; parts where no pace makes a difference are named in `idle`. */
export function paceTable(whatIf: WhatIf): Figures & { readonly idle: readonly string[] } {
  const parts = new Map<string, Map<string, Change>>();
  for (const change of whatIf.changes) {
    const { part, value } = partsOf(change.set);
    if ((paces as readonly string[]).includes(value) && !isTimeout(part))
      parts.set(part, (parts.get(part) ?? new Map<string, Change>()).set(value, change));
  }
  const half = (paced: ReadonlyMap<string, Change>): number => paced.get('0.5x')?.gainMs ?? 0;
  const inNoTime = (paced: ReadonlyMap<string, Change>): number => paced.get('0x')?.gainMs ?? 0;
  const sorted = [...parts].toSorted(([, a], [, b]) => half(b) - half(a) || inNoTime(b) - inNoTime(a));
  const isIdle = (paced: ReadonlyMap<string, Change>): boolean =>
    [...paced.values()].every((change) => withoutDifference(whatIf, change));
  const cell = (change: Change | undefined, pace: string): string => {
    if (change === undefined) return '–';
    const lost = losesAnswers(change, whatIf) ? '*' : '';
    if (isNothing(change)) return `0${lost}`;
    return `${pace === '0.5x' ? effectText(change) : gainText(change.gainMs)}${lost}`;
  };
  const repeated = whatIf.changes.some(({ interval }) => interval !== null);
  const sure = (paced: ReadonlyMap<string, Change>): string[] =>
    repeated ? [rangeText(paced.get('0.5x')?.interval ?? null)] : [];
  const used = paces.filter((pace) => sorted.some(([, paced]) => paced.has(pace)));
  return {
    head: [
      'part',
      ...used.flatMap((pace) => [paceHeads[pace], ...(pace === '0.5x' && repeated ? ['95 % sure\nof 50 %'] : [])]),
    ],
    extra: repeated ? [2 + used.indexOf('0.5x')] : [],
    essential: [0, 1 + used.indexOf('0.5x')],
    rows: sorted
      .filter(([, paced]) => !isIdle(paced))
      .map(([part, paced]) => [
        printable(part),
        ...used.flatMap((pace) => [cell(paced.get(pace), pace), ...(pace === '0.5x' ? sure(paced) : [])]),
      ]),
    idle: sorted.filter(([, paced]) => isIdle(paced)).map(([part]) => printable(part)),
  };
}

function isTimeout(part: string): boolean {
  return part === 'timeout' || part === 'fetch-timeout';
}

/** Whether a change makes no noticeable difference, neither in time nor in answers. */
export function withoutDifference(whatIf: WhatIf, change: Change): boolean {
  return isNothing(change) && !losesAnswers(change, whatIf);
}

/** So many names are said of what makes no difference. */
const mostIdle = 12;

/** What makes no difference at any pace or at all, in a sentence; undefined where everything does make one. */
export function idleSentence(whatIf: WhatIf): string | undefined {
  const names = [...paceTable(whatIf).idle, ...otherTable(whatIf).idle];
  if (names.length === 0) return undefined;
  const more = names.length > mostIdle ? ` and ${names.length - mostIdle} more` : '';
  return `No difference: ${names.slice(0, mostIdle).join(', ')}${more}.`;
}

/** The changes that are no pace: workers, cores, sources gone or more, timeouts, modes. */
export function otherTable(whatIf: WhatIf): Figures & { readonly idle: readonly string[] } {
  const others = whatIf.changes.filter(({ set }) => !/=[\d.]+x$/u.test(set));
  const matters = (change: Change): boolean => !withoutDifference(whatIf, change);
  return {
    ...changesTable(whatIf, others.filter(matters)),
    idle: others.filter((change) => !matters(change)).map(({ set }) => printable(set)),
  };
}

/**
 * Changes in a row each, with intervals and 95th percentiles of repeated runs, and with answers where some are lost.
 */
export function changesTable(whatIf: WhatIf, changes: readonly Change[]): Figures {
  const repeated = whatIf.changes.some(({ interval }) => interval !== null);
  const tails = whatIf.changes.some(({ p95 }) => p95 !== null);
  const losing = changes.some((change) => change.completeness !== 1);
  const head = [
    '--set',
    'makespan',
    'change',
    '',
    ...(repeated ? ['95 % sure'] : []),
    ...(tails ? ['p95'] : []),
    ...(losing ? ['answered'] : []),
  ];
  const rows = changes.map((change) => [
    printable(change.set),
    formatDuration(change.makespanMs),
    gainText(change.gainMs),
    percentText(change.gainPercent),
    ...(repeated ? [rangeText(change.interval)] : []),
    ...(tails ? [change.p95 === null ? '–' : gainText(change.p95.gainMs)] : []),
    ...(losing ? [percent(change.completeness)] : []),
  ]);
  return { head, rows, extra: tails ? [head.indexOf('p95')] : [], essential: [0, 2, 3] };
}

/** Of the fetch and the inference of each source, the one with least first. */
export function slackTable({ slack }: WhatIf): Figures {
  const names = [...new Set(slack.map(({ name }) => name))];
  const of = (name: string, kind: string): string => {
    const found = slack.find((one) => one.name === name && one.kind === kind);
    return found === undefined ? '–' : `${found.atLeast ? 'at least ' : ''}${formatDuration(found.slackMs)}`;
  };
  return {
    head: ['slack of', 'fetch', 'inference'],
    rows: names.map((name) => [printable(name), of(name, 'fetch'), of(name, 'inference')]),
  };
}

/** Predicted beside measured. */
export function checkTable({ done }: NonNullable<WhatIfReport['checked']>): Figures {
  return {
    head: ['made and run', 'predicted', 'measured', 'error'],
    rows: done.map(({ set, predictedMs, measuredMs, errorPercent }) => [
      printable(set.join(' ')),
      formatDuration(predictedMs),
      formatDuration(measuredMs),
      `${errorPercent > 0 ? '+' : errorPercent < 0 ? '−' : ''}${Math.abs(errorPercent).toFixed(2)} %`,
    ]),
  };
}
