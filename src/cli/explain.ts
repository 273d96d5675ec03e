import { CommanderError } from 'commander';
import { Failure, UsageError } from '../model/errors.js';
import { printable } from '../lib/text.js';
import { fileProblem } from '../scenario/json-file.js';
import { exitCodes } from './exit-codes.js';

/**
 * Says on standard error what ended the program, and returns the exit code: one line for what a person can mend, a
 * stack for what is ours.
 */
export function explain(thrown: unknown): number {
  // commander has said it
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  if (thrown instanceof UsageError) {
    process.stderr.write(`error: ${safe(thrown.message)}\n`);
    return exitCodes.usage;
  }
  if (thrown instanceof Failure && thrown.kind === 'interrupted') {
    process.stderr.write('Interrupted before anything was finished; nothing was saved.\n');
    return exitCodes.interrupted;
  }
  if (isWithoutFolder(thrown)) {
    process.stderr.write('error: the working folder is not there any more; change to another one and run again\n');
    return exitCodes.usage;
  }
  const stack = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  process.stderr.write(`A defect of agent-bench, please report it:\n${safe(stack)}\n`);
  return exitCodes.defect;
}

/** Whether Node has asked for the working folder in vain, as after it was deleted. */
function isWithoutFolder(thrown: unknown): boolean {
  return thrown instanceof Error && 'syscall' in thrown && thrown.syscall === 'uv_cwd';
}

/** Says that what was printed did not all arrive, and returns the exit code. */
export function explainLostOutput(failure: Error): number {
  return explain(new UsageError(`cannot write standard output: ${fileProblem(failure)}`));
}

function safe(lines: string): string {
  return lines.split('\n').map(printable).join('\n');
}
