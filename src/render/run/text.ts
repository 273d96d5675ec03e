import { formatDuration } from '../../lib/duration.js';
import { inferenceWaits } from '../../scenario/derived.js';
import type { ModeReport, Report, RunReport } from '../../results/documents/run.js';
import { completenessOf } from './figures.js';
import { typicalRun } from '../../results/typical.js';
import { gatesText } from './gates.js';
import { helpText } from '../what-if/help.js';
import { modelText } from './model.js';
import { networkText } from './network.js';
import { pathWords } from './path.js';
import { repetitionText } from './repetition.js';
import { enoughForPicture } from './repetition-figures.js';
import {
  errorWords,
  headingParts,
  interruptedNote,
  instantWords,
  predictionTitle,
  simulationNotes,
} from './run-words.js';
import { padded, wordsOf, wrapped, type Style } from '../style.js';
import { summary } from './summary.js';
import { modesTable, predictionTable } from '../table.js';
import { axisFor, legendOf, timeline, type Axis } from '../timeline.js';

const maxErrorsListed = 6;

/** The whole report as a person reads it in a terminal: pictures, tables, sentences. */
export function text(report: Report, style: Style): string {
  const axis = axisFor(report, style.width);
  const pictures = report.modes.map((mode) => modePicture(mode, report, axis, style));
  const blocks = [
    heading(report, style),
    ...pictures,
    modesTable(report, style),
    repetitionText(report, style),
    modelText(report, style),
    networkText(report, style),
    predictionBlock(report, style),
    helpText(report, style),
    summaryText(report, style),
    gatesText(report, style),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

/** The closing sentences alone. */
export function summaryText(report: Report, style: Style): string {
  const sentences = summary(report).map((sentence, i) =>
    wrapped(wordsOf(i === 0 ? style.paint.bold(sentence) : sentence), style.width),
  );
  const note = report.interrupted ? [interruptedNote] : [];
  return [...sentences, ...note, ...simulationNote(report, style)].join('\n');
}

/** What was run, and the marks that its pictures are drawn with. */
export function heading(report: Report, style: Style): string {
  const [name, ...parts] = headingParts(report);
  return `${wrapped([name!, ...parts.map((part) => `· ${part}`)], style.width)}\n${style.paint.dim(
    wrapped(
      legendOf(report).map((mark) => ` ${mark}`),
      style.width,
    ),
  )}`;
}

/** How a mode's typical run went: its lanes, its critical path, and what failed. */
export function modePicture(mode: ModeReport, report: Report, axis: Axis, style: Style): string {
  const run = typicalRun(mode.runs);
  const title = `${mode.mode} · ${formatDuration(run.makespanMs)} · ${completenessOf([run])} sources`;
  const scale = `1 cell = ${formatDuration(axis.cellMs)}`;
  const repeated = mode.runs.length === 1 ? [] : [` ${repetition(mode)}`];
  return [
    `${style.paint.bold(padded(title, style.width - scale.length - 1))} ${style.paint.dim(scale)}`,
    ...repeated,
    ...timeline(run, report, axis, style),
    ...facts(run, report, style),
    ...instants(run, style),
    ...failures(run, style),
  ].join('\n');
}

function repetition(mode: ModeReport): string {
  const typical = `the typical one of ${mode.runs.length} runs`;
  return mode.runs.length >= enoughForPicture
    ? typical
    : `${typical}: ${mode.runs.map((run) => formatDuration(run.makespanMs)).join(', ')}`;
}

function facts(run: RunReport, { scenario, world }: Report, style: Style): string[] {
  const busy = inferenceWaits(scenario) ? [] : [`cores busy ${run.coresBusy.toFixed(2)} of ${world.cores} ·`];
  const words = [...busy, 'critical path:', ...pathWords(run)];
  return [wrapped(words, style.width, '   ', ' ')];
}

/** What happened at an instant, such as a circuit that opened. */
function instants(run: RunReport, { width, paint }: Style): string[] {
  const lines = run.instants
    .slice(0, maxErrorsListed)
    .map((instant) => paint.yellow(wrapped(wordsOf(`! ${instantWords(instant)}`), width, '   ', ' ')));
  const more = run.instants.length - maxErrorsListed;
  return more > 0 ? [...lines, paint.yellow(` ! and ${more} more`)] : lines;
}

function failures(run: RunReport, { width, paint }: Style): string[] {
  const lines = run.result.errors
    .slice(0, maxErrorsListed)
    .map((error) => paint.red(wrapped(wordsOf(`✗ ${errorWords(error, run)}`), width, '   ', ' ')));
  const more = run.result.errors.length - maxErrorsListed;
  return more > 0 ? [...lines, paint.red(` ✗ and ${more} more`)] : lines;
}

function predictionBlock(report: Report, style: Style): string {
  const table = predictionTable(report, style);
  return table === '' ? '' : `${wrapped(wordsOf(predictionTitle(report)), style.width)}\n${table}`;
}

function simulationNote(report: Report, style: Style): string[] {
  return simulationNotes(report).map((note) => style.paint.dim(wrapped(wordsOf(note), style.width)));
}
