import { realpath } from 'node:fs/promises';
import { extname } from 'node:path';
import { printable } from '../../lib/text.js';
import { UsageError } from '../../model/errors.js';
import type { Scope } from '../../model/scope.js';
import type { Recording } from '../../experiments/record/recording.js';
import { recordingWarnings, recordedScenario } from '../../experiments/record/scenario.js';
import { recordingText } from '../../render/record/text.js';
import { quoted } from '../../experiments/resilience/case-command.js';
import { record } from '../../experiments/record/record.js';
import { scenarioPath } from '../../scenario/load.js';
import { isModule } from '../../scenario/module-file.js';
import type { Plan } from '../../scenario/plan.js';
import { exitCodes } from '../exit-codes.js';
import { interruptible } from '../interrupt.js';
import { planOf } from '../plan.js';
import { partsProgress } from '../progress.js';
import type { RecordFlags } from '../flags/record-options.js';
import { checkWritable, save } from '../output/save.js';
import { withStandIn } from '../stand-in.js';
import { styleFor } from '../terminal.js';

/** Measures a scenario's sources on real time and writes what they do as a scenario for simulated time. */
export async function command(scenario: string, flags: RecordFlags): Promise<number> {
  const { output, runs, question } = flags;
  const plan = await planOf(scenario, { ...flags, quiet: true }, { runs, question });
  const file = output === '-' ? undefined : output;
  if (file !== undefined) await checkOutput(file, await scenarioPath(scenario));
  const within = interruptible();
  const recording = await measured(plan, flags, within);
  if (recording.rounds === 0) throw within.reason ?? new Error('no round was made');
  const text = recordedScenario(recording);
  if (file !== undefined) await save(file, text); // before anything is shown, for standard output may fail as well
  for (const doubt of recordingWarnings(recording)) process.stderr.write(`warning: ${printable(doubt)}\n`);
  show(recording, flags, text, within.reason !== undefined);
  return within.reason === undefined ? exitCodes.done : exitCodes.interrupted;
}

/** Refuses a file that cannot become a scenario of its own, before anything is measured. */
async function checkOutput(file: string, scenario: string): Promise<void> {
  if (isModule(file))
    throw new UsageError(
      `-o ${printable(file)}: what is written is JSON, and ${extname(file)} is the name of a module; end it in .json`,
    );
  // By a link as well; what is not there yet is not the scenario.
  if ((await realpath(file).catch(() => undefined)) === (await realpath(scenario)))
    throw new UsageError(`-o ${printable(file)}: that is the scenario which is measured; name another file`);
  await checkWritable(file, '-o');
}

async function measured(
  plan: Plan,
  { withFaults = false, color, mock }: RecordFlags,
  within: Scope,
): Promise<Recording> {
  const shown = partsProgress(process.stderr, color);
  try {
    return await withStandIn(plan, { mock: mock === true }, (asked) =>
      record({ plan: asked, withFaults, within, progress: shown.progress }),
    );
  } finally {
    shown.stop();
  }
}

/**
 * The scenario itself on standard output where that was asked for; what a person reads goes to the other stream then.
 */
function show(recording: Recording, { output, color }: RecordFlags, text: string, interrupted: boolean): void {
  const stream = output === '-' ? process.stderr : process.stdout;
  if (output === '-') process.stdout.write(text);
  stream.write(recordingText(recording, styleFor(stream, color)));
  if (output === '-') return;
  const saved = interrupted ? 'Interrupted; what was measured is saved' : 'Saved';
  stream.write(
    `\n${saved} in ${printable(output)}; agent-bench run ${quoted(asPath(output))} --virtual simulates it\n`,
  );
}

/** A name without a dot or a slash would be that of a built-in scenario. */
function asPath(file: string): string {
  return /[./\\]/.test(file) ? file : `./${file}`;
}
