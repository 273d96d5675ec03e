import { formatDuration } from '../../lib/duration.js';
import type { ModeReport, Report, RunReport } from '../../results/documents/run.js';
import { typicalRun } from '../../results/typical.js';
import { inferenceWaits } from '../../scenario/derived.js';
import type { Block, Picture, Timeline } from '../blocks.js';
import { legendOf } from '../timeline.js';
import { completenessOf } from './figures.js';
import { pathWords } from './path.js';
import { enoughForPicture } from './repetition.js';
import { errorWords, instantWords } from './run-words.js';

const mostNotes = 6;

/** The typical run of each mode, on one axis: its lanes, its critical path, and what failed. */
export function pictures(report: Report): Timeline {
  const drawn = report.modes.map((mode) => picture(mode, report));
  return {
    kind: 'timeline',
    legend: legendOf(report),
    scale: true,
    endMs: Math.max(...drawn.map(({ run }) => run.makespanMs)),
    pictures: drawn,
  };
}

function picture(mode: ModeReport, report: Report): Picture {
  const run = typicalRun(mode.runs);
  return {
    title: `${mode.mode} · ${formatDuration(run.makespanMs)}`,
    aside: `${completenessOf([run])} sources`,
    run,
    scenario: report.scenario,
    workers: report.world.workers,
    above: mode.runs.length === 1 ? [] : [{ kind: 'sentences', sentences: [repetition(mode)], indent: 1 }],
    below: [
      facts(run, report),
      notes('warning', run.instants, instantWords),
      notes('error', run.result.errors, (error) => errorWords(error, run)),
    ],
  };
}

/** Which of the runs is shown, and how long all took where they are too few for a picture of their own. */
function repetition({ runs }: ModeReport): string {
  const typical = `the typical one of ${runs.length} runs`;
  return runs.length >= enoughForPicture
    ? typical
    : `${typical}: ${runs.map(({ makespanMs }) => formatDuration(makespanMs)).join(', ')}`;
}

function facts(run: RunReport, { scenario, world }: Report): Block {
  const busy = inferenceWaits(scenario) ? [] : [`cores busy ${run.coresBusy.toFixed(2)} of ${world.cores} ·`];
  const words = [...busy, 'critical path:', ...pathWords(run)];
  return { kind: 'sentences', sentences: [words.map((text) => ({ text, whole: true }))], indent: 1, hanging: 2 };
}

function notes<T>(severity: 'warning' | 'error', all: readonly T[], words: (one: T) => string): Block {
  const more = all.length - mostNotes;
  const shown = all.slice(0, mostNotes).map(words);
  return { kind: 'notes', severity, notes: more > 0 ? [...shown, `and ${more} more`] : shown, indent: 1 };
}
