import { formatDuration } from '../../lib/duration.js';
import { counted, printable } from '../../lib/text.js';
import { standIn } from '../../render/run/figures.js';
import { wordsOf, wrapped, type Style } from '../../render/style.js';
import type { RunReport } from '../../results/documents/run.js';
import { runPlan } from '../../experiments/run/run-plan.js';
import { exitCodes } from '../exit-codes.js';
import { interruptible } from '../interrupt.js';
import type { CommonFlags, WorldFlags } from '../flags/options.js';
import type { Plan } from '../../scenario/plan.js';
import { planOf } from '../plan.js';
import { progress } from '../progress.js';
import { withStandIn } from '../stand-in.js';
import { styleFor } from '../terminal.js';

interface AskFlags extends WorldFlags, CommonFlags {
  readonly scenario: string;
  readonly json?: boolean;
}

/** Asks one question in hybrid mode and shows the answer. */
export async function command(question: string, flags: AskFlags): Promise<number> {
  const asked = await planOf(flags.scenario, flags, { modes: ['hybrid'], question, runs: 1 });
  return withStandIn(asked, flags, (plan) => ask(plan, flags));
}

async function ask(plan: Plan, flags: AskFlags): Promise<number> {
  const within = interruptible();
  const shown = progress(plan, process.stderr, flags.color);
  const report = await runPlan(plan, within, shown).finally(() => {
    shown.stop();
  });
  const result = report.modes[0]?.runs[0]?.result;
  if (result === undefined) throw within.reason ?? new Error('the question was not asked');
  const style = styleFor(process.stdout, flags.color);
  process.stdout.write(flags.json === true ? `${JSON.stringify(result, null, 2)}\n` : answerText(result, style));
  return result.success ? exitCodes.done : exitCodes.noAnswer;
}

/** The answer as a person reads it: what each source contributed, then what is missing. */
function answerText(result: RunReport['result'], { width, paint }: Style): string {
  const found = Object.entries(result.inferences).map(([name, inference]) => {
    const phrases =
      inference.keyPhrases.length === 0
        ? []
        : [paint.dim(wrapped(wordsOf(`about: ${printable(inference.keyPhrases.join(', '))}`), width, '    ', '  '))];
    return [
      paint.bold(wrapped(wordsOf(printable(name)), width)),
      wrapped(wordsOf(printable(inference.summary)), width, '  '),
      ...phrases,
    ].join('\n');
  });
  const missing = result.errors.map((error) => {
    const instead = standIn(error.source, result);
    const words = `✗ ${printable(error.source)}: ${error.kind} after ${formatDuration(error.elapsedMs)}, ${counted(error.attempts, 'attempt')}: ${printable(error.message)}${instead === undefined ? '' : `; ${instead}`}`;
    return paint.red(wrapped(wordsOf(words), width, '  '));
  });
  const asked = Object.keys(result.sources).length;
  const where = result.coresUsed === 0 ? '' : ` on ${counted(result.coresUsed, 'worker')}`;
  const closing = `${Math.round(result.completeness * asked)} of ${counted(asked, 'source')} answered in ${formatDuration(result.executionMs)}${where}.`;
  return `${[wrapped(wordsOf(printable(result.query)), width), ...found, ...missing, paint.dim(closing)].join('\n\n')}\n`;
}
