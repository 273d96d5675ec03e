import { formatDuration } from '../../lib/duration.js';
import { counted, listed } from '../../lib/text.js';
import type { Report, RunReport } from '../../results/documents/run.js';
import { samplesNeeded, type Statistics } from '../../results/statistics.js';
import { without, type Block, type Table } from '../blocks.js';
import { completenessOf } from './figures.js';

/** Fewer runs than this make no distribution worth a picture. */
export const enoughForPicture = 5;

/** The columns of `repetitionRows`. */
export const repetitionHead = ['makespan', 'median', '95 % of\nmedians', 'mean', 'sd', 'p90', 'p95', 'p99'];

/** The makespans of each mode that ran more than once, and its speedups. */
export function repetitionRows({ modes }: Report): string[][] {
  return modes.flatMap(({ mode, statistics }) => {
    const { makespan, speedup } = statistics;
    const rows = makespan === undefined ? [] : [row(mode, makespan, formatDuration)];
    return speedup === undefined || mode === 'sequential'
      ? rows
      : [...rows, row(`${mode} speedup`, speedup, (ratio) => `${ratio.toFixed(2)}×`)];
  });
}

function row(
  name: string,
  { median, interval, mean, sd, p90, p95, p99 }: Statistics,
  format: (value: number) => string,
): string[] {
  const known = (value: number | null): string => (value === null ? '–' : format(value));
  const range = interval === null ? '–' : between(format(interval.low), format(interval.high));
  return [name, format(median), range, format(mean), known(sd), known(p90), known(p95), known(p99)];
}

/** `1.80–1.85 s`; both units where they differ. */
function between(low: string, high: string): string {
  const [, number = low, unit] = /^(.*?)( ?[^\d.]+)$/u.exec(low) ?? [];
  return unit !== undefined && high.endsWith(unit) && !number.includes(' ') ? `${number}–${high}` : `${low} – ${high}`;
}

/** What a reader must know of the figures: what is missing and why, what was odd, what disturbed them. */
export function repetitionNotes(report: Report): string[] {
  return [...missing(report), ...incomplete(report), ...outlying(report), ...waiting(report)];
}

function missing({ modes }: Report): string[] {
  const fewest = Math.min(...modes.map(({ runs }) => runs.length));
  if (fewest < 2) return [];
  const unmet = (Object.keys(samplesNeeded) as (keyof typeof samplesNeeded)[]).filter(
    (what) => fewest < samplesNeeded[what],
  );
  const needs = unmet.map((what) => `${what === 'interval' ? 'the interval' : what} needs ${samplesNeeded[what]} runs`);
  return needs.length === 0 ? [] : [`Not shown (–): ${listed(needs)}.`];
}

function incomplete({ modes }: Report): string[] {
  return modes.flatMap(({ mode, runs }) => {
    const most = Math.max(...runs.map(({ result }) => result.completeness));
    const less = runs.filter(({ result }) => result.completeness < most).length;
    return less === 0
      ? []
      : [
          `${less} of ${counted(runs.length, 'run')} of ${mode} answered less than the others ` +
            `(${completenessOf(runs)}); their times are in its figures.`,
        ];
  });
}

const maxOutliersNamed = 5;

function outlying({ modes }: Report): string[] {
  const named = modes.flatMap(({ mode, runs, statistics }) => {
    const { mild = [], severe = [] } = statistics['makespan']?.outliers ?? {};
    return [...severe, ...mild].map((run) => `run ${run + 1} of ${mode} (${formatDuration(runs[run]!.makespanMs)})`);
  });
  if (named.length === 0) return [];
  const more = named.length > maxOutliersNamed ? [`${named.length - maxOutliersNamed} more`] : [];
  return [`Outliers, counted all the same: ${listed([...named.slice(0, maxOutliersNamed), ...more])}.`];
}

/** Waits for a core below this share of a makespan are what any machine shows. */
const noticeable = 0.01;

/** Workers that wait for a core while no more of them run than there are cores are kept from it by others. */
function waiting({ modes, world, clock }: Report): string[] {
  if (clock === 'virtual' || world.workers > world.cores) return [];
  const shares = modes.flatMap(({ mode, runs }) => runs.map((run, i) => ({ mode, run: i + 1, share: waitShare(run) })));
  const most = shares.toSorted((a, b) => b.share - a.share)[0];
  if (most === undefined || most.share < noticeable) return [];
  return [
    `Workers were kept from a core: that may have made makespans up to ${(most.share * 100).toFixed(1)} % longer ` +
      `(run ${most.run} of ${most.mode}).`,
  ];
}

/** How long the worker that waited longest was kept waiting, as a share of the makespan. */
function waitShare({ spans, makespanMs }: RunReport): number {
  const byLane = new Map<string, number>();
  for (const { lane, coreWaitMs = 0 } of spans) byLane.set(lane, (byLane.get(lane) ?? 0) + coreWaitMs);
  return makespanMs === 0 ? 0 : Math.max(...byLane.values()) / makespanMs;
}

/** Statistics, pictures and what to know of them, of modes that ran more than once; nothing for one run each. */
export function repetitionBlocks(report: Report): Block[] {
  const repeated = report.modes.filter(({ runs }) => runs.length > 1);
  if (repeated.length === 0) return [];
  const pictured = repeated.filter(({ runs }) => runs.length >= enoughForPicture);
  const table: Table = { kind: 'table', columns: repetitionHead, rows: repetitionRows(report) };
  return [
    { ...table, narrower: without(['mean', 'sd', 'p90'], table) },
    {
      kind: 'distributions',
      of: pictured.map(({ mode, runs }) => ({ name: mode, ms: runs.map(({ makespanMs }) => makespanMs) })),
    },
    { kind: 'sentences', sentences: repetitionNotes(report) },
  ];
}
