import { embeddingWork, type EmbeddingWorkload } from './embedding-work.js';
import { execWork, type ExecWorkload } from './exec-work.js';
import { moduleWork, type ModuleWorkload } from './module-work.js';
import type { Work } from './work.js';

/** What runs in the workers in the place of the kernel, as plain data, so that it can be sent to them. */
export type Workload = ModuleWorkload | ExecWorkload | EmbeddingWorkload;

type Loader<W> = (workload: W) => Promise<Work>;

/**
 * How each workload is loaded and warmed, on the worker's own thread. A new one is a line here; the message of what is
 * thrown there is shown to people.
 */
export const workloads: { readonly [T in Workload['type']]: Loader<Extract<Workload, { readonly type: T }>> } = {
  module: moduleWork,
  exec: execWork,
  embedding: embeddingWork,
};
