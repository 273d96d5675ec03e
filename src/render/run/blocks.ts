import type { Report } from '../../results/documents/run.js';
import { inferenceWaits } from '../../scenario/derived.js';
import { onlyIn, without, type Block, type Column, type Table } from '../blocks.js';
import { helpBlocks } from '../what-if/help.js';
import { modesFigures, predictionHead, predictionRows } from './figures.js';
import { gatesBlocks } from './gates.js';
import { modelBlocks } from './model.js';
import { networkBlocks } from './network.js';
import { pictures } from './pictures.js';
import { repetitionBlocks } from './repetition.js';
import { headingParts, interruptedNote, predictionTitle, simulationNotes } from './run-words.js';
import { summary } from './summary.js';

/** A run: pictures, tables, sentences. What follows from it comes last in a terminal, and first on a page. */
export function runBlocks(report: Report): Block[] {
  const gates = gatesBlocks(report.gates);
  const drawn = pictures(report);
  const sentences = summary(report);
  return [
    ...onlyIn(
      'page',
      { kind: 'title', level: 1, text: report.scenario.name },
      ...(report.interrupted ? [interrupted] : []),
      { kind: 'sentences', sentences },
      ...gates,
    ),
    ...onlyIn('terminal', { kind: 'group', blocks: [headingBlock(report), drawn] }),
    modes(report),
    ...repetitionBlocks(report),
    ...modelBlocks(report),
    ...networkBlocks(report),
    predictions(report),
    ...helpBlocks(report),
    ...onlyIn('page', drawn, { kind: 'sentences', sentences: [circumstances(report)] }),
    ...onlyIn('terminal', summaryBlock(report, sentences), ...gates),
  ];
}

const interrupted: Block = {
  kind: 'sentences',
  sentences: [[{ text: 'Interrupted: not every mode was run.', tone: 'bad' }]],
};

/** What was run. */
export function headingBlock(report: Report): Block {
  const parts = headingParts(report).map((part, i) => ({ text: i === 0 ? part : `· ${part}`, whole: true }));
  return { kind: 'sentences', sentences: [parts] };
}

/** What follows from a run, and what to know of it. */
export function summaryBlock(report: Report, sentences = summary(report)): Block {
  const [first, ...others] = sentences;
  return {
    kind: 'group',
    blocks: [
      { kind: 'sentences', sentences: [first!], tone: 'strong' },
      { kind: 'sentences', sentences: [...others, ...(report.interrupted ? [interruptedNote] : [])] },
      { kind: 'sentences', sentences: simulationNotes(report), tone: 'quiet' },
    ],
  };
}

/** Names of columns that a terminal has two lines for. */
const narrow: Readonly<Record<string, string>> = {
  efficiency: 'effi-\nciency',
  'cores busy': 'cores\nbusy',
  'CPU time': 'CPU\ntime',
  'waited for a core': 'waited\nfor core',
  'sources answered': 'sources\nanswered',
  'hypervisor took': 'hypervisor\ntook',
  'other programs took': 'other pro-\ngrams took',
};

function column(name: string): Column {
  return { name, narrow: narrow[name] ?? name };
}

function modes(report: Report): Block {
  const { head, rows } = modesFigures(report);
  const table: Table = { kind: 'table', columns: head.map(column), rows };
  return { ...table, narrower: without(['CPU time', 'waited for a core'], table) };
}

/** Prediction beside measurement, and who else was on the machine. */
function predictions(report: Report): Block {
  const rows = predictionRows(report);
  return {
    kind: 'group',
    blocks: [
      { kind: 'sentences', sentences: rows.length === 0 ? [] : [predictionTitle(report)], only: 'terminal' },
      { kind: 'table', columns: predictionHead.map(column), rows },
    ],
  };
}

function circumstances({ clock, environment, tool, world, seed, scenario }: Report): string {
  const waits = inferenceWaits(scenario);
  const time =
    clock === 'virtual'
      ? `Simulated time${waits ? '' : `, ${world.cores} cores`}`
      : `Measured on ${world.cores} cores (${environment.cpuModel}, Node ${environment.node})`;
  return `${time}, ${waits ? 'no' : world.workers} workers, seed ${seed}, agent-bench ${tool.version}.`;
}
