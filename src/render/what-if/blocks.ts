import { counted } from '../../lib/text.js';
import type { RunReport } from '../../results/documents/run.js';
import type { WhatIfReport } from '../../results/documents/what-if.js';
import { onlyIn, type Block, type Picture, type Table } from '../blocks.js';
import { legendOf } from '../timeline.js';
import { changedSentences, checkSentences, lostNote, whatIfHeading, whatIfSentences } from './sentences.js';
import { changesTable, checkTable, idleSentence, otherTable, paceTable, slackTable } from './tables.js';

/** So many parts are shown in a terminal unless all changes are asked for. */
const mostRows = 12;

/** A what-if: changes by what they gain, slack, what comes next, and what was made and run. */
export function whatIfBlocks(
  report: WhatIfReport,
  { all = false }: { readonly all?: boolean | undefined } = {},
): Block[] {
  const { scenario, whatIf, checked } = report;
  const sentences: Block = { kind: 'sentences', sentences: whatIfSentences(report), list: true };
  const everyChange = table(changesTable(whatIf, whatIf.changes));
  return [
    { kind: 'title', level: 1, text: `${scenario.name}: what if`, about: whatIfHeading(report) },
    ...onlyIn('page', sentences),
    ...(all ? onlyIn('terminal', everyChange) : [paces(report), ...onlyIn('terminal', otherChanges(report))]),
    { ...table(slackTable(whatIf)), mostRows },
    ...onlyIn('terminal', sentences, ...pictures(report)),
    { kind: 'sentences', sentences: changedSentences(report), list: true },
    ...(checked === null ? [] : [table(checkTable(checked))]),
    { kind: 'sentences', sentences: checkSentences(report), list: true },
    ...onlyIn('page', { kind: 'title', level: 2, text: 'Every change' }, everyChange),
  ];
}

/** Parts at different paces; the best in a terminal. */
function paces({ whatIf }: WhatIfReport): Block {
  const paced = paceTable(whatIf);
  const more = paced.rows.length - mostRows;
  const lost = paced.rows.some((row) => row.some((cell) => cell.endsWith('*')));
  const moreNote = `… and ${counted(more, 'more part')} with smaller gains; --all shows every change.`;
  return {
    kind: 'group',
    blocks: [
      { ...table(paced), mostRows },
      { ...note(more > 0 ? [moreNote] : []), only: 'terminal' },
      note(lost ? [lostNote] : []),
    ],
  };
}

function otherChanges({ whatIf }: WhatIfReport): Block {
  const idle = idleSentence(whatIf);
  return { kind: 'group', blocks: [table(otherTable(whatIf)), note(idle === undefined ? [] : [idle])] };
}

function note(sentences: readonly string[]): Block {
  return { kind: 'sentences', sentences, tone: 'quiet', indent: 1 };
}

/** A table that gives up its extra columns first, then cuts names, then keeps what is essential. */
function table({ head, rows, extra = [], essential = head.map((_, i) => i) }: ReturnType<typeof changesTable>): Table {
  const of = (shown: readonly number[], atLeast?: number): Table => ({
    kind: 'table',
    columns: shown.map((i) =>
      i === 0 ? { name: head[i]!, cut: 'middle', atMost: 60, ...(atLeast !== undefined && { atLeast }) } : head[i]!,
    ),
    rows: rows.map((row) => shown.map((i) => row[i]!)),
  });
  const all = head.map((_, i) => i);
  const fewer = all.filter((i) => !extra.includes(i));
  return { ...of(all), narrower: { ...of(fewer, 16), narrower: of(essential, 12) } };
}

/** The typical run as it was, and as it would be, on one axis. */
function pictures(report: WhatIfReport): Block[] {
  const { changed, whatIf, world } = report;
  if (changed === null) return [];
  const { run, unchangedRun } = changed;
  return [
    {
      kind: 'timeline',
      legend: legendOf(report),
      endMs: Math.max(run.makespanMs, unchangedRun.makespanMs),
      pictures: [
        {
          title: `${whatIf.mode} as it was`,
          run: unchangedRun,
          scenario: askedBy(unchangedRun, report),
          workers: world.workers,
        },
        {
          title: `${changed.world.mode} with the changes`,
          run,
          scenario: askedBy(run, report),
          workers: changed.world.workers,
        },
      ],
    },
  ];
}

/** The scenario with the sources that a run has asked, which may be others where it is a changed one. */
function askedBy({ result }: RunReport, { scenario }: WhatIfReport): Picture['scenario'] {
  const known = scenario.sources.filter(({ name }) => Object.hasOwn(result.sources, name)).map(({ name }) => name);
  const others = Object.keys(result.sources).filter((name) => !known.includes(name));
  return { ...scenario, sources: [...known, ...others].map((name) => ({ name })) };
}
