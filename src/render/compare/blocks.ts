import { counted } from '../../lib/text.js';
import { differenceWords } from '../../judge/comparison/comparability.js';
import type { Comparison } from '../../results/documents/compare.js';
import { onlyIn, without, type Block, type Table } from '../blocks.js';
import { attributedParts, changedModes, comparedFigures, headlines, method, probability } from './figures.js';

/** So many differences of the scenarios are named in a terminal. */
const mostDifferences = 5;

/** A comparison: a sentence for each mode, then the figures, then where the difference comes from. */
export function compareBlocks(report: Comparison): Block[] {
  const { base, new: next, warnings, differences } = report;
  const differing = differences.map((one) => differenceWords({ ...one, next: one.new }));
  return [
    { kind: 'title', level: 1, text: `${base.scenario}: ${base.name} and ${next.name}`, only: 'page' },
    { kind: 'sentences', sentences: sides(report, differing), hanging: 6, only: 'terminal' },
    { kind: 'sentences', sentences: headlines(report), tone: 'strong', list: true, hanging: 2 },
    { kind: 'notes', severity: 'warning', notes: warnings.map((warning) => `${warning}.`) },
    ...(differing.length === 0
      ? []
      : onlyIn(
          'page',
          { kind: 'sentences', sentences: ['They differ in:'] },
          { kind: 'sentences', sentences: differing, list: true },
        )),
    ...onlyIn('terminal', ...modesOf(report).map((mode) => modeTable(report, mode))),
    ...onlyIn('page', allModes(report)),
    ...changedModes(report).map((mode): Block => ({
      kind: 'table',
      columns: [
        { name: `where ${mode}’s makespan changed`, narrow: `where ${mode}’s\nmakespan changed` },
        'base',
        'new',
        'difference',
      ],
      rows: attributedParts(report, mode),
    })),
    { kind: 'sentences', sentences: [method(report)], tone: 'quiet' },
  ];
}

/** What is compared, and where the scenarios differ. */
function sides({ base, new: next, interleaved }: Comparison, differing: readonly string[]): string[] {
  const runs = ({ runs: byMode }: Comparison['base']): string => counted(Math.max(...Object.values(byMode)), 'run');
  const made = ({ name, createdAt }: Comparison['base']): string =>
    `${name}${interleaved ? '' : `, ${createdAt.slice(0, 10)}`}`;
  const more = differing.length - mostDifferences;
  return [
    `base: ${made(base)}, ${runs(base)} a mode`,
    `new:  ${made(next)}, ${runs(next)} a mode${interleaved ? ', in turn with the base' : ''}`,
    ...differing.slice(0, mostDifferences).map((where) => `they differ in ${where}`),
    ...(more > 0 ? [`and in ${more} more places`] : []),
  ];
}

function modesOf({ comparisons }: Comparison): string[] {
  return [...new Set(comparisons.map(({ mode }) => mode))];
}

/** The figures of one mode: a terminal has no room for more columns. */
function modeTable({ comparisons }: Comparison, mode: string): Block {
  const table: Table = {
    kind: 'table',
    columns: [mode, 'base', 'new', 'change', '95 % interval', 'least\nto show', 'verdict'],
    rows: comparisons.filter((one) => one.mode === mode).map(comparedFigures),
  };
  return { ...table, narrower: without(['95 % interval', 'least\nto show'], table) };
}

/** The figures of all modes, with the probabilities and reasons of the verdicts. */
function allModes({ comparisons }: Comparison): Block {
  const rows = comparisons.map((one) => {
    const figures = comparedFigures(one);
    const [verdict, least] = [figures.pop()!, figures.pop()!];
    return [
      one.mode,
      ...figures,
      probability(one.pValue),
      least,
      one.reason === undefined ? verdict : `${verdict}: ${one.reason}`,
    ];
  });
  return {
    kind: 'table',
    columns: ['mode', 'figure', 'base', 'new', 'change', '95 % interval, %', 'p', 'least to show', 'verdict'],
    rows,
  };
}
