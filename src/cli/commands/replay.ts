import { Chalk } from 'chalk';
import { formatDuration } from '../../lib/duration.js';
import { counted, listed, printable } from '../../lib/text.js';
import { UsageError } from '../../model/errors.js';
import type { Scope } from '../../model/scope.js';
import { typicalRun } from '../../results/typical.js';
import { heading, modePicture } from '../../render/run/text.js';
import { readReport } from '../../results/read.js';
import type { ModeReport, Report } from '../../results/documents/run.js';
import { exitCodes } from '../exit-codes.js';
import { interruptible } from '../interrupt.js';
import { frame, scenarioLanes, tenths, widestFrame } from '../live/frame.js';
import { LiveSpans } from '../live/live-spans.js';
import { eventsOf, played } from '../live/playback.js';
import { Screen } from '../live/screen.js';
import { argument, count, flag, speedValue } from '../../experiments/flags.js';
import { modeField } from '../../experiments/inputs.js';
import { command } from '../command.js';
import { z } from 'zod';
import { canRedraw, colorLevel, styleFor, note } from '../terminal.js';

const input = z.strictObject({
  report: argument(z.string(), 'a JSON report, as `run` has saved it', '<report>'),
  speed: flag(speedValue.default(1), 'how many times as fast as it happened, from 0.1x to 1000x', {
    form: '<x>',
    group: 'output',
    shownDefault: '1x, as in life',
  }),
  mode: modeField('this mode alone'),
  run: flag(count(1, 100_000).optional(), 'this one of repeated runs, from 1 (default: the typical one)', {
    form: '<n>',
    group: 'measuring',
  }),
});

type ReplayFlags = z.output<typeof input> & { readonly color: boolean };

/** Plays the timelines of a saved run, one mode after the other; each stays behind as its picture. */
export const replay = command({
  name: 'replay',
  summary: 'play the timelines of a saved run in the terminal, in their real proportion',
  input,
  examples: [['replay agent-bench-results/FILE.json --speed 4x'], ['replay report.json --mode hybrid --run 3']],
  notes: 'In a pipe it prints the pictures at once. Ctrl-C ends it with 130.',
  run: (typed, { color }) => playAll(typed.report, { ...typed, color }),
});

/** Where nothing can be drawn over, there are the pictures alone. */
async function playAll(path: string, flags: ReplayFlags): Promise<number> {
  const report = chosen(await readReport(path, note), path, flags);
  const within = interruptible();
  const style = styleFor(process.stdout, flags.color);
  process.stdout.write(`${heading(report, style)}\n`);
  for (const mode of report.modes) {
    if (canRedraw(process.stdout)) await play(mode, report, flags, within);
    if (within.reason !== undefined) return exitCodes.interrupted;
    process.stdout.write(`\n${modePicture(mode, report, style)}\n`);
  }
  return exitCodes.done;
}

/** The report with nothing but what is to be played. */
function chosen(report: Report, path: string, { mode, run }: ReplayFlags): Report {
  const finished = report.modes.map((one) => one.mode);
  if (finished.length === 0)
    throw new UsageError(
      `${printable(path)} holds no run: it was interrupted before anything was finished; make the report again`,
    );
  if (mode !== undefined && !finished.includes(mode))
    throw new UsageError(`--mode ${mode}: ${printable(path)} has ${listed(finished)}; name one of these`);
  const modes = report.modes.filter((one) => mode === undefined || one.mode === mode);
  return { ...report, modes: run === undefined ? modes : modes.map((one) => ({ ...one, runs: [nth(one, run)] })) };
}

function nth({ mode, runs }: ModeReport, number: number): ModeReport['runs'][number] {
  const run = runs[number - 1];
  if (run === undefined)
    throw new UsageError(
      `--run ${number}: ${mode} has ${counted(runs.length, 'run')}; name one from 1 to ${runs.length}`,
    );
  return run;
}

/** Plays the typical run of a mode, and leaves nothing behind. */
async function play(
  { mode, runs }: ModeReport,
  report: Report,
  { speed, color }: ReplayFlags,
  within: Scope,
): Promise<void> {
  const run = typicalRun(runs);
  const spans = new LiveSpans();
  const lanes = scenarioLanes(report.scenario, report.world.workers);
  const screen = new Screen(process.stdout);
  const paint = new Chalk({ level: colorLevel(process.stdout, color) });
  const endMs = Math.max(...report.modes.map((one) => typicalRun(one.runs).makespanMs));
  const behind = ` of ${formatDuration(run.makespanMs)}${speed === 1 ? '' : ` · ${speed}x`}`;
  const draw = (atMs: number): void => {
    const { columns, rows } = screen.size();
    const content = { lanes, spans, atMs, endMs, title: `${mode} · ${tenths(atMs)}${behind}`, legend: false };
    screen.draw(['', ...frame(content, { width: Math.min(columns, widestFrame), paint }, rows - 2)]);
  };
  try {
    await played(eventsOf(run), spans, speed, draw, within);
  } finally {
    screen.clear();
  }
}
