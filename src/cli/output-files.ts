import { resolve } from 'node:path';
import { UsageError } from '../model/errors.js';
import { json } from '../report/reporters/json.js';
import { markdown } from '../report/reporters/markdown.js';
import type { Report } from '../report/schema.js';
import { today } from '../time/real.js';
import type { RunFlags } from './options.js';
import { checkWritable, newReportPath, save } from './save.js';

/** The files that a run writes; undefined for standard output and for no document at all. */
export interface OutputFiles {
  readonly json: string | undefined;
  readonly md: string | undefined;
}

/** What became of them. */
export interface SavedFiles {
  readonly paths: readonly string[];
  readonly failures: readonly unknown[];
}

/** The files that the flags name, found to be writable. */
export async function outputFiles({ json: jsonTo, md: mdTo }: RunFlags): Promise<OutputFiles> {
  if (jsonTo !== undefined && mdTo !== undefined && resolve(jsonTo) === resolve(mdTo))
    throw new UsageError(`--json ${jsonTo} and --md ${mdTo} name the same place; give each its own`);
  const files = { json: jsonTo === '-' ? undefined : (jsonTo ?? newReportPath(today())), md: mdTo === '-' ? undefined : mdTo };
  if (files.md !== undefined) await checkWritable(files.md, '--md');
  if (files.json !== undefined) await checkWritable(files.json, jsonTo === undefined ? undefined : '--json'); // last, as it makes the results folder
  return files;
}

/** Saves the report as far as it can be saved. Never throws, so that what was found can still be shown. */
export async function saveAll(report: Report, files: OutputFiles): Promise<SavedFiles> {
  const paths: string[] = [];
  const failures: unknown[] = [];
  for (const [path, render] of [
    [files.json, json],
    [files.md, markdown],
  ] as const) {
    if (path === undefined) continue;
    try {
      await save(path, render(report));
      paths.push(path);
    } catch (thrown) {
      failures.push(thrown);
    }
  }
  return { paths, failures };
}

/** Throws what kept files from being saved, if anything did: a defect as it is, all else as one error. */
export function throwFailures(failures: readonly unknown[]): void {
  const defect = failures.find((failure) => !(failure instanceof UsageError));
  if (defect !== undefined) throw defect;
  if (failures.length > 0) throw new UsageError(failures.map((failure) => (failure as UsageError).message).join('\n'));
}
