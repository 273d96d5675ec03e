import { Failure } from '../../model/errors.js';
import { Scope } from '../../model/scope.js';
import { programFor, type FoundProgram } from '../../adapters/process/stated-program.js';
import { runProgram } from '../../adapters/process/program.js';
import { hrtimeMs } from './thread-cpu.js';
import type { Work } from './work.js';

/** A program as a workload. */
export interface ExecWorkload extends FoundProgram {
  readonly type: 'exec';
}

/**
 * Starts the program for each inference: one at a time on each worker. There is nothing to warm, as each is a process
 * of its own.
 */
export function execWork(workload: ExecWorkload): Promise<Work> {
  return Promise.resolve(async ({ source, question, payload }, { signal, group, spent, log }) => {
    const scope = new Scope();
    const abort = (): void => {
      scope.abort(new Failure('inference', 'nobody wants it any more'));
    };
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    const startMs = hrtimeMs();
    let cpuMs: number | undefined;
    try {
      return await runProgram(programFor(workload, { source, question }), { source, question, payload }, scope, {
        started: group,
        spent: (ms) => {
          cpuMs = ms;
        },
        held: log,
      });
    } finally {
      group(0);
      spent(cpuMs ?? hrtimeMs() - startMs);
    }
  });
}
