import { Command, CommanderError } from 'commander';
import { shellWords } from '../lib/words.js';
import { printable } from '../lib/text.js';
import { UsageError } from '../model/errors.js';
import type { Plan } from '../scenario/plan.js';
import { withRunFlags, withWorldFlags, type RunFlags } from './flags/options.js';
import { planOf } from './plan.js';

/**
 * Flags of `run` that say what runs; the others say how often and what becomes of it, which both sides have in common.
 */
const ownFlags = new Set([
  'modes',
  'question',
  ...withWorldFlags(new Command()).options.map((option) => option.attributeName()),
]);

/**
 * The plan of one side of `compare --interleaved`, from the arguments that `run` would take. A UsageError names the
 * side and what is wrong.
 */
export async function sidePlan(text: string, runs: number): Promise<Plan> {
  const words = shellWords(text);
  const side = `--interleaved '${printable(text)}'`;
  if (words === undefined) throw new UsageError(`${side}: a quote or a backslash at the end is not closed`);
  const command = withRunFlags(new Command('run').argument('[scenario]', '', 'capstone'))
    .exitOverride()
    .configureOutput({ writeOut() {}, writeErr() {} })
    .helpOption(false);
  try {
    command.parse(words, { from: 'user' });
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    throw new UsageError(`${side}: ${thrown.message.replace(/^error: /u, '').replaceAll('\n', ' ')}`);
  }
  const foreign = command.options.find(
    (option) => command.getOptionValueSource(option.attributeName()) === 'cli' && !ownFlags.has(option.attributeName()),
  );
  if (foreign !== undefined)
    throw new UsageError(`${side}: ${foreign.long} is about both sides; give it to compare, if compare has it`);
  const { modes, question, ...flags } = command.opts<RunFlags>();
  if (flags.contention === 'measured')
    throw new UsageError(`${side}: --contention measured is not for a comparison; name a factor`);
  return planOf(command.processedArgs[0] as string, flags, { modes, question, runs });
}
