import { formatDuration } from '../../lib/duration.js';
import { counted, printable } from '../../lib/text.js';
import { inferenceWaits, statedCost } from '../../scenario/derived.js';
import type { Report, RunReport } from '../../results/documents/run.js';
import { failureWords, standIn } from './figures.js';

/** What a report of a run says in words, wherever it is shown. */

/** Of what the report is: the scenario's name first, then its sources, its inference, cores and clock. */
export function headingParts({ scenario, world, clock }: Report): string[] {
  return [
    printable(scenario.name),
    counted(scenario.sources.length, 'source'),
    ...(inferenceWaits(scenario)
      ? [`inference by ${printable(scenario.inference.model)}`]
      : [inferenceCosts(scenario), `${counted(world.cores, 'core')}, ${counted(world.workers, 'worker')}`]),
    clock === 'virtual' ? 'simulated' : 'measured',
  ];
}

function inferenceCosts({ sources, inference, scale }: Report['scenario']): string {
  const costs = sources.map((source) => (statedCost(source, { inference }) ?? Number.NaN) * scale);
  const [least, most] = [Math.min(...costs), Math.max(...costs)];
  if (Number.isNaN(least)) return `inference of type ${inference.type}`;
  return (
    `${least === most ? formatDuration(most) : `${formatDuration(least)} to ${formatDuration(most)}`} of ` +
    'inference each'
  );
}

/** What happened at an instant, such as a circuit that opened. */
export function instantWords({ atMs, name, what }: RunReport['instants'][number]): string {
  return `${printable(name)}: ${printable(what)} at ${formatDuration(atMs)}`;
}

/** How a source failed, after how long and how many attempts, and its stand-in. */
export function errorWords(error: RunReport['result']['errors'][number], run: RunReport): string {
  const instead = standIn(error.source, run.result);
  const after = `after ${formatDuration(error.elapsedMs)}, ${counted(error.attempts, 'attempt')}`;
  const how = `${failureWords(error, run)} ${after}: ${printable(error.message)}`;
  return `${printable(error.source)}: ${how}${instead === undefined ? '' : `; ${instead}`}`;
}

/** The title of the predictions. */
export function predictionTitle({ scenario, world }: Report): string {
  const cores = inferenceWaits(scenario)
    ? ''
    : ` with ${counted(world.cores, 'core')} and contention ${world.contention.toFixed(2)}`;
  return `Predicted on the virtual clock${cores}, and measured:`;
}

/** What is missing of an interrupted run. */
export const interruptedNote = 'Interrupted: the modes that were not finished are missing.';

/** What simulated time leaves out; empty for a run on real time. */
export function simulationNotes({ clock, scenario, world }: Report): string[] {
  if (clock === 'real') return [];
  const model = inferenceWaits(scenario)
    ? 'Every answer of the model takes firstToken and then its tokens at tokensPerSecond; left out are connections, ' +
      'queues in front of the server and what else runs on a machine.'
    : `The model is cores that share the work evenly, with contention ${world.contention.toFixed(2)}; ` +
      'it leaves out starting threads, passing messages, garbage collection and what else runs on a machine.';
  return [`Simulated time: nothing was waited for, and no work was done. ${model}`];
}
