import stringWidth from 'string-width';
import { counted } from '../../lib/text.js';
import type { ModeReport, Report } from '../../results/documents/run.js';
import type { WhatIfReport } from '../../results/documents/what-if.js';
import { middleCut, wordsOf, wrapped, type Style } from '../style.js';
import { figuresTable } from '../table.js';
import { axisFor, legendOf, timeline } from '../timeline.js';
import { changedSentences, checkSentences, lostNote, whatIfHeading, whatIfSentences } from './sentences.js';
import { changesTable, checkTable, idleSentence, otherTable, paceTable, slackTable, type Table } from './tables.js';

/** So many parts are shown unless all changes are asked for. */
const mostRows = 12;

/** Columns that intervals of paces, and the 95th percentile beside the median, need. */
const enoughWidth = 100;

export interface WhatIfTextOptions {
  /** Every change in a row of its own, ranked by gain. */
  readonly all?: boolean | undefined;
}

/** What a person reads of a what-if: changes by what they gain, slack, what comes next, and what was made and run. */
export function whatIfText(report: WhatIfReport, style: Style, { all = false }: WhatIfTextOptions = {}): string {
  const said = (sentences: readonly string[]): string =>
    sentences.map((sentence) => wrapped(wordsOf(sentence), style.width)).join('\n');
  const { whatIf, checked } = report;
  const blocks = [
    style.paint.bold(wrapped(wordsOf(whatIfHeading(report)), style.width)),
    ...(all ? [shown(changesTable(whatIf, whatIf.changes, style.width >= enoughWidth), style)] : tables(report, style)),
    whatIf.slack.length === 0 ? '' : shown(cut(slackTable(whatIf)), style),
    said(whatIfSentences(report)),
    changedPictures(report, style),
    said(changedSentences(report)),
    checked === null || checked.done.length === 0 ? '' : shown(checkTable(checked), style),
    said(checkSentences(report)),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function tables({ whatIf }: WhatIfReport, style: Style): string[] {
  const [paced, others] = [
    paceTable(whatIf, style.width >= enoughWidth),
    otherTable(whatIf, style.width >= enoughWidth),
  ];
  const lost = paced.rows.some((row) => row.some((cell) => cell.endsWith('*'))) ? [lostNote] : [];
  const more =
    paced.rows.length > mostRows
      ? [`… and ${counted(paced.rows.length - mostRows, 'more part')} with smaller gains; --all shows every change.`]
      : [];
  const idle = idleSentence(whatIf) ?? '';
  const note = (lines: readonly string[]): string =>
    lines.map((line) => style.paint.dim(wrapped(wordsOf(line), style.width, ' '))).join('\n');
  return [
    [shown(cut(paced), style), note([...more, ...lost])].filter((part) => part !== '').join('\n'),
    [shown(others, style), idle === '' ? '' : note([idle])].filter((part) => part !== '').join('\n'),
  ];
}

function cut(table: Table): Table {
  return { ...table, rows: table.rows.slice(0, mostRows) };
}

/** Long names give way where the table is too wide, and where that is not enough columns that matter less. */
function shown({ head, rows, most = head.map((_, i) => i) }: Table, style: Style): string {
  if (rows.length === 0) return '';
  const reduced = (cells: readonly string[]): string[] => most.map((i) => cells[i]!);
  for (const [heads, lines, labels] of [
    [head, rows, [60, 30, 26, 22, 16]],
    [reduced(head), rows.map(reduced), [30, 22, 16, 12]],
  ] as const) {
    for (const label of labels) {
      const names = withoutDefaults(
        lines.map(([name]) => name!),
        label,
      );
      const drawn = figuresTable(
        heads,
        lines.map(([, ...figures], i) => [names[i]!, ...figures]),
        style,
      );
      if (drawn.split('\n').every((line) => stringWidth(line) <= style.width)) return drawn;
    }
  }
  return lists(rows, most, style);
}

/**
 * Names of at most so many columns, cut in the middle: what is of a source stands at its end. Such that look alike then
 * are numbered.
 */
function withoutDefaults(names: readonly string[], width: number): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const short = middleCut(name, width);
    const number = (seen.get(short) ?? 0) + 1;
    seen.set(short, number);
    return number === 1 ? short : `${middleCut(name, width - 3)} ~${number}`;
  });
}

/** For a terminal that is too narrow for any table. */
function lists(rows: Table['rows'], most: readonly number[], { width }: Style): string {
  return rows
    .map((row) =>
      wrapped(
        most.flatMap((i) => wordsOf(row[i]!)),
        width,
        '   ',
        ' ',
      ),
    )
    .join('\n');
}

/** The typical run as it was, and as it would be, on one axis. */
function changedPictures(report: WhatIfReport, style: Style): string {
  const { changed, whatIf } = report;
  if (changed === null) return '';
  const sides = [
    {
      title: `${whatIf.mode} as it was`,
      run: changed.unchangedRun,
      side: sideOf(report, report.world.workers, changed.unchangedRun),
    },
    {
      title: `${changed.world.mode} with the changes`,
      run: changed.run,
      side: sideOf(report, changed.world.workers, changed.run),
    },
  ];
  const both = { ...sides[0]!.side, scenario: sides[1]!.side.scenario, modes: sides.flatMap(({ side }) => side.modes) };
  const axis = axisFor(both, style.width);
  const legend = style.paint.dim(
    wrapped(
      legendOf(report).map((mark) => ` ${mark}`),
      style.width,
    ),
  );
  return [
    legend,
    ...sides.map(({ title, run, side }) => [style.paint.bold(title), ...timeline(run, side, axis, style)].join('\n')),
  ].join('\n\n');
}

/** As much of a report as a picture of a run needs; a changed run may have asked others than the scenario has. */
function sideOf({ scenario, world }: WhatIfReport, workers: number, run: ModeReport['runs'][number]): Report {
  const known = scenario.sources.filter(({ name }) => Object.hasOwn(run.result.sources, name));
  const names = new Set(known.map(({ name }) => name));
  const others = Object.keys(run.result.sources).filter((name) => !names.has(name));
  const sources = [...known, ...others.map((name) => ({ ...scenario.sources[0]!, name }))];
  return {
    scenario: { ...scenario, sources },
    world: { ...world, workers },
    modes: [{ mode: 'hybrid', speedup: null, statistics: {}, runs: [run] }],
  } as unknown as Report;
}
