import { resolve } from 'node:path';
import type { Workload } from '../inference/workers/workloads.js';
import { environmentVariables } from '../adapters/environment-variables.js';
import { foundProgram } from '../adapters/process/stated-program.js';
import type { LoadedScenario } from '../scenario/load.js';
import type { Inference } from '../scenario/schema.js';

/**
 * What the workers do in the place of the kernel: the field to name in errors, and the workload; undefined where it is
 * the kernel, or no worker does anything.
 */
export function workloadOf({ scenario: { inference }, folder }: LoadedScenario): StatedWorkload | undefined {
  return inference.type === undefined ? undefined : table[inference.type]?.(inference as never, folder);
}

interface StatedWorkload {
  readonly named: string;
  readonly workload: Workload;
  /** How long a job that is cancelled may take to yield, in milliseconds. */
  readonly graceMs?: number;
}

type WorkloadFactory<T> = (inference: Extract<Inference, { readonly type: T }>, folder: string) => StatedWorkload;

/** A program is killed, which the thread has to be told; it need not end for that. */
const killMs = 2_000;

/** A new workload is a line here. */
const table: { readonly [T in NonNullable<Inference['type']>]?: WorkloadFactory<T> } = {
  module: ({ module, export: exported, maxBytes }, folder) => ({
    named: module,
    workload: { type: 'module', file: resolve(folder, module), export: exported, maxBytes },
  }),
  exec: (program, folder) => ({
    named: 'command',
    workload: { type: 'exec', ...foundProgram(program, { folder, where: 'inference', env: environmentVariables() }) },
    graceMs: killMs,
  }),
  embedding: (_, folder) => ({ named: 'type embedding', workload: { type: 'embedding', folder } }),
};
