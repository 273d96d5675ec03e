import { functionOf } from '../../adapters/module/load-module.js';
import type { Work } from './work.js';

/** A function that a file exports, as a workload. */
export interface ModuleWorkload {
  readonly type: 'module';
  /** The file's path. */
  readonly file: string;
  readonly export: string;
  /** The most that the JSON of what it returns may have. */
  readonly maxBytes: number;
}

/** Loads the function, which is called as `infer(payload, {signal, question, source, log})`. */
export async function moduleWork({ file, export: name }: ModuleWorkload): Promise<Work> {
  const own = await functionOf(file, name);
  return async ({ payload, question, source }, { signal, log }) => own(payload, { signal, question, source, log });
}
