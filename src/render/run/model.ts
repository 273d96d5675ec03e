import { formatDuration } from '../../lib/duration.js';
import { median, sum } from '../../lib/statistics/descriptive.js';
import { counted, listed, printable } from '../../lib/text.js';
import { usagesOf } from '../../results/figures.js';
import type { ModeReport, Report } from '../../results/documents/run.js';
import type { Block } from '../blocks.js';

/** The columns of `modelRows`. */
export const modelHead = ['mode', 'tokens\nin', 'tokens\nout', 'first\ntoken', 'tokens\na second', 'cost'];

/**
 * Tokens and cost of a query, the median of the mode's runs; first token and speed are medians of all inferences. Empty
 * where no model was asked.
 */
export function modelRows({ modes }: Report): string[][] {
  if (modes.every((mode) => allUsages(mode).length === 0)) return [];
  return modes.map((mode) => {
    const all = allUsages(mode);
    const perRun = mode.runs.map(usagesOf);
    const inAll = (figure: (usage: (typeof all)[number]) => number | undefined): number =>
      median(perRun.map((usages) => sum(usages.map((usage) => figure(usage) ?? 0))));
    const about = all.some(({ estimated }) => estimated) ? '≈ ' : '';
    const tokens = (figure: (usage: (typeof all)[number]) => number): string => `${about}${Math.round(inAll(figure))}`;
    const firsts = all.flatMap(({ firstTokenMs }) => firstTokenMs ?? []);
    const speeds = all.flatMap(({ tokensPerSecond }) => tokensPerSecond ?? []);
    return [
      mode.mode,
      tokens(({ inputTokens }) => inputTokens),
      tokens(({ outputTokens }) => outputTokens),
      firsts.length === 0 ? '–' : formatDuration(median(firsts)),
      speeds.length === 0 ? '–' : median(speeds).toFixed(1),
      all.some(({ cost }) => cost !== undefined) ? `${about}${price(inAll(({ cost }) => cost))}` : '–',
    ];
  });
}

function allUsages({ runs }: Pick<ModeReport, 'runs'>) {
  return runs.flatMap(usagesOf);
}

/** Three digits that tell, without an exponent however little it is. */
function price(cost: number): string {
  return cost.toLocaleString('en-US', { maximumSignificantDigits: 3, useGrouping: false });
}

/** What to know of the figures. */
export function modelNotes({ modes, scenario }: Report): string[] {
  const all = modes.flatMap(allUsages);
  const notes: string[] = [];
  const main = scenario.inference.type === 'openai' ? scenario.inference.model : '';
  const others = [...new Set(all.map(({ model }) => model))].filter((model) => model !== main);
  if (others.length > 0) {
    const times = all.filter(({ model }) => model !== main).length;
    notes.push(
      `${listed(others.map(printable))} answered ${counted(times, 'time')} in the place of ${printable(main)}.`,
    );
  }
  const short = all.filter(({ cutShort }) => cutShort).length;
  if (short > 0)
    notes.push(
      `${short} of ${counted(all.length, 'answer')} ${short === 1 ? 'ends' : 'end'} where the limit of tokens was ` +
        'reached (maxTokens).',
    );
  if (all.some(({ estimated }) => estimated))
    notes.push('Tokens marked ≈ are estimated, because the server did not say how many there were.');
  return notes;
}

/** What the model took in each mode, and what to know of it; nothing where no model was asked. */
export function modelBlocks(report: Report): Block[] {
  const rows = modelRows(report);
  if (rows.length === 0) return [];
  return [
    { kind: 'table', columns: modelHead, rows },
    { kind: 'sentences', sentences: modelNotes(report) },
  ];
}
