import type { ResilienceReport } from '../../results/documents/resilience.js';
import { onlyIn, without, type Block, type Column, type Item, type Table } from '../blocks.js';
import {
  adviceSentence,
  allowance,
  brokenInvariants,
  caveats,
  conclusion,
  confirmedHead,
  confirmedRows,
  failureHead,
  failureRows,
  interruptedSentence,
  latticeSentence,
  remediesTitle,
  remedyFigures,
  tuningTitle,
  worstSentence,
} from './figures.js';

/** A resilience report: the lattice, the invariants, the remedies, the tuning. */
export function resilienceBlocks(report: ResilienceReport): Block[] {
  const { scenario, lattice, interrupted } = report;
  const broken = brokenInvariants(report) > 0;
  return [
    { kind: 'title', level: 1, text: `${scenario.name}: resilience`, about: latticeSentence(report), only: 'page' },
    {
      kind: 'sentences',
      sentences: [`${scenario.name}: ${latticeSentence(report)}`],
      tone: 'strong',
      only: 'terminal',
    },
    ...(interrupted
      ? onlyIn('page', { kind: 'sentences', sentences: [[{ text: interruptedSentence, tone: 'bad' }]] })
      : []),
    { kind: 'table', columns: failureHead, rows: failureRows(report) },
    {
      kind: 'group',
      blocks: [
        { kind: 'sentences', sentences: [worstSentence(report)] },
        { kind: 'command', command: lattice.worst.command },
      ],
    },
    ...onlyIn('terminal', { kind: 'list', column: 7, items: lattice.invariants.map((one) => verdict(one, lattice)) }),
    ...onlyIn('page', { kind: 'list', items: lattice.invariants.map((one) => judged(one, lattice)) }),
    ...remedies(report),
    ...tuning(report),
    ...confirmed(report),
    {
      kind: 'group',
      blocks: [
        { kind: 'sentences', sentences: [conclusion(report)], ...(broken && { tone: 'bad' }) },
        ...(interrupted
          ? onlyIn('terminal', { kind: 'sentences', sentences: [interruptedSentence], tone: 'bad' })
          : []),
      ],
    },
  ];
}

type Lattice = ResilienceReport['lattice'];
type Invariant = Lattice['invariants'][number];

/** Whether an invariant holds, as a mark before it. */
function verdict({ name, checked, broken, command }: Invariant, lattice: Lattice): Item {
  const what = name + allowance(name, lattice);
  if (broken === 0) return { mark: [{ text: 'holds', tone: 'good' }], text: `${what} (${checked} of ${checked})` };
  const mark = [{ text: 'BROKEN', tone: 'bad' } as const];
  const text = `${what} (in ${broken} of ${checked})`;
  return command === null ? { mark, text } : { mark, text: `${text}; the first:`, command };
}

/** The same as a sentence of a list. */
function judged({ name, checked, broken, command }: Invariant, lattice: Lattice): Item {
  const what = name + allowance(name, lattice);
  if (broken === 0) return { text: `holds (${checked} of ${checked}): ${what}` };
  const text = [{ text: `broken in ${broken}`, tone: 'bad' } as const];
  return command === null
    ? { text: [...text, `of ${checked}: ${what}`] }
    : { text: [...text, `of ${checked}: ${what}; the first:`], command };
}

function remedies(report: ResilienceReport): Block[] {
  const [first] = report.remedies;
  if (first === undefined) return [];
  return [
    {
      kind: 'group',
      blocks: [
        { kind: 'sentences', sentences: [remediesTitle(report, first)] },
        remedyTable('remedy', report.remedies),
        { kind: 'sentences', sentences: [`★ ${caveats}`], tone: 'quiet', only: 'terminal' },
        { kind: 'sentences', sentences: [`Where the last column is empty, ${caveats}`], only: 'page' },
      ],
    },
  ];
}

function tuning({ tuning: found }: ResilienceReport): Block[] {
  if (found === null) return [];
  return [
    {
      kind: 'group',
      blocks: [
        { kind: 'sentences', sentences: [tuningTitle(found)] },
        remedyTable(found.parameter, found.points),
        { kind: 'sentences', sentences: [adviceSentence(found)], tone: 'strong' },
      ],
    },
  ];
}

/** The columns of `remedyFigures`. */
const figureColumns: readonly (string | Column)[] = [
  { name: 'clean answers', narrow: 'clean' },
  { name: 'completeness', narrow: 'com-\nplete' },
  { name: 'stand-ins', narrow: 'stand-\nins' },
  'p50',
  'p95',
  'p99',
  { name: 'attempts', narrow: 'at-\ntempts' },
  'wasted',
];

/** Remedies, a row each. A terminal marks those that none dominates; a page says which one dominates. */
function remedyTable(what: string, rows: ResilienceReport['remedies']): Table {
  const table: Table = {
    kind: 'table',
    columns: [
      { name: what, only: 'terminal' },
      { name: what, only: 'page' },
      ...figureColumns,
      { name: 'dominated by', only: 'page' },
    ],
    rows: rows.map((row) => [
      `${row.dominatedBy === null ? '★' : ' '} ${row.name}`,
      row.name,
      ...remedyFigures(row),
      row.dominatedBy ?? '',
    ]),
  };
  const narrower = without(['p50', 'p99', 'wasted'], table);
  return { ...table, narrower: { ...without(['p50'], table), narrower } };
}

function confirmed(report: ResilienceReport): Block[] {
  if (report.confirmed.length === 0) return [];
  const [name, ...figures] = confirmedHead;
  return [
    {
      kind: 'group',
      blocks: [
        { kind: 'sentences', sentences: ['Run again on real time:'] },
        { kind: 'table', columns: [{ name: name!, atMost: 24, atLeast: 16 }, ...figures], rows: confirmedRows(report) },
      ],
    },
  ];
}
