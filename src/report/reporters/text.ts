import { formatDuration } from '../../lib/duration.js';
import { counted, printable } from '../../lib/text.js';
import { inferenceWaits } from '../../scenario/arrangement.js';
import type { ModeReport, Report, RunReport } from '../schema.js';
import { statedCost } from '../../scenario/arrangement.js';
import { completenessOf, failureWords, standIn, typicalRun } from './figures.js';
import { gatesText } from './gates.js';
import { modelText } from './model.js';
import { networkText } from './network.js';
import { pathWords } from './path.js';
import { enoughForPicture, repetitionText } from './repetition.js';
import { padded, wordsOf, wrapped, type Style } from './style.js';
import { summary } from './summary.js';
import { modesTable, predictionTable } from './table.js';
import { axisFor, legendOf, timeline, type Axis } from './timeline.js';

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
    summaryText(report, style),
    gatesText(report, style),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

/** The closing sentences alone. */
export function summaryText(report: Report, style: Style): string {
  const sentences = summary(report).map((sentence, i) => wrapped(wordsOf(i === 0 ? style.paint.bold(sentence) : sentence), style.width));
  const note = report.interrupted ? ['Interrupted: the modes that were not finished are missing.'] : [];
  return [...sentences, ...note, ...simulationNote(report, style)].join('\n');
}

function heading(report: Report, style: Style): string {
  const { scenario, world, clock } = report;
  const parts = [
    counted(scenario.sources.length, 'source'),
    ...(inferenceWaits(scenario)
      ? [`inference by ${printable(scenario.inference.model)}`]
      : [inferenceCosts(scenario), `${counted(world.cores, 'core')}, ${counted(world.workers, 'worker')}`]),
    clock === 'virtual' ? 'simulated' : 'measured',
  ];
  const line = [printable(scenario.name), ...parts.map((part) => `· ${part}`)];
  return `${wrapped(line, style.width)}\n${style.paint.dim(
    wrapped(
      legendOf(report).map((mark) => ` ${mark}`),
      style.width,
    ),
  )}`;
}

function inferenceCosts({ sources, inference, scale }: Report['scenario']): string {
  const costs = sources.map((source) => (statedCost(source, { inference }) ?? Number.NaN) * scale);
  const [least, most] = [Math.min(...costs), Math.max(...costs)];
  if (Number.isNaN(least)) return `inference of type ${inference.type}`;
  return `${least === most ? formatDuration(most) : `${formatDuration(least)} to ${formatDuration(most)}`} of inference each`;
}

function modePicture(mode: ModeReport, report: Report, axis: Axis, style: Style): string {
  const run = typicalRun(mode.runs);
  const title = `${mode.mode} · ${formatDuration(run.makespanMs)} · ${completenessOf([run])} sources`;
  const scale = `1 cell = ${formatDuration(axis.cellMs)}`;
  const repeated = mode.runs.length === 1 ? [] : [` ${repetition(mode)}`];
  return [
    `${style.paint.bold(padded(title, style.width - scale.length - 1))} ${style.paint.dim(scale)}`,
    ...repeated,
    ...timeline(run, report, axis, style),
    ...facts(run, report, style),
    ...moments(run, style),
    ...failures(run, style),
  ].join('\n');
}

function repetition(mode: ModeReport): string {
  const typical = `the typical one of ${mode.runs.length} runs`;
  return mode.runs.length >= enoughForPicture ? typical : `${typical}: ${mode.runs.map((run) => formatDuration(run.makespanMs)).join(', ')}`;
}

function facts(run: RunReport, { scenario, world }: Report, style: Style): string[] {
  const busy = inferenceWaits(scenario) ? [] : [`cores busy ${run.coresBusy.toFixed(2)} of ${world.cores} ·`];
  const words = [...busy, 'critical path:', ...pathWords(run)];
  return [wrapped(words, style.width, '   ', ' ')];
}

/** What happened at a moment, such as a circuit that opened. */
function moments(run: RunReport, { width, paint }: Style): string[] {
  const lines = run.moments
    .slice(0, maxErrorsListed)
    .map(({ atMs, name, what }) => paint.yellow(wrapped(wordsOf(`! ${printable(name)}: ${printable(what)} at ${formatDuration(atMs)}`), width, '   ', ' ')));
  const more = run.moments.length - maxErrorsListed;
  return more > 0 ? [...lines, paint.yellow(` ! and ${more} more`)] : lines;
}

function failures(run: RunReport, { width, paint }: Style): string[] {
  const lines = run.result.errors.slice(0, maxErrorsListed).map((error) => {
    const instead = standIn(error.source, run.result);
    const words = `✗ ${printable(error.source)}: ${failureWords(error, run)} after ${formatDuration(error.elapsedMs)}, ${counted(error.attempts, 'attempt')}: ${printable(error.message)}${instead === undefined ? '' : `; ${instead}`}`;
    return paint.red(wrapped(wordsOf(words), width, '   ', ' '));
  });
  const more = run.result.errors.length - maxErrorsListed;
  return more > 0 ? [...lines, paint.red(` ✗ and ${more} more`)] : lines;
}

function predictionBlock(report: Report, style: Style): string {
  const table = predictionTable(report, style);
  if (table === '') return '';
  const cores = inferenceWaits(report.scenario) ? '' : ` with ${counted(report.world.cores, 'core')} and contention ${report.world.contention.toFixed(2)}`;
  const title = `Predicted on the virtual clock${cores}, and measured:`;
  return `${wrapped(wordsOf(title), style.width)}\n${table}`;
}

function simulationNote(report: Report, style: Style): string[] {
  if (report.clock === 'real') return [];
  const model = inferenceWaits(report.scenario)
    ? 'Every answer of the model takes firstToken and then its tokens at tokensPerSecond; left out are connections, queues in front of the server and what else runs on a machine.'
    : `The model is cores that share the work evenly, with contention ${report.world.contention.toFixed(2)}; ` +
      'it leaves out starting threads, passing messages, garbage collection and what else runs on a machine.';
  const note = `Simulated time: nothing was waited for, and no work was done. ${model}`;
  return [style.paint.dim(wrapped(wordsOf(note), style.width))];
}
