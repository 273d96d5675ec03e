import { z } from 'zod';
import { readdir } from 'node:fs/promises';
import { formatDuration } from '../../lib/duration.js';
import { counted, printable } from '../../lib/text.js';
import { UsageError } from '../../model/errors.js';
import { readReport } from '../../results/read.js';
import { reporters } from '../../render/index.js';
import { json } from '../../render/documents.js';
import type { Report } from '../../results/documents/run.js';
import { medianMakespan } from '../../results/typical.js';
import { fileProblem } from '../../scenario/json-file.js';
import { baselinePath, baselinesFolder } from '../../results/baselines.js';
import { exitCodes } from '../exit-codes.js';
import { makeFolder, save as saveFile } from '../output/save.js';
import { argument } from '../../experiments/flags.js';
import { dirField } from '../../experiments/compare/operation.js';
import { command } from '../command.js';
import { styleFor, note } from '../terminal.js';

async function save(name: string, from: string, dir: string): Promise<number> {
  if (name.endsWith('.json'))
    throw new UsageError(`baseline '${printable(name)}': write the name without .json, which its file gets by itself`);
  const path = baselinePath(name, dir);
  const report = await readReport(from, note);
  if (report.modes.length === 0)
    throw new UsageError(`${printable(from)}: no mode was finished, so nothing could be compared with it`);
  await makeFolder(dir).catch((thrown: unknown) => {
    throw new UsageError(`--dir ${printable(dir)}: cannot be used: ${fileProblem(thrown)}`);
  });
  await saveFile(path, json(report));
  process.stdout.write(`Saved ${printable(path)}: ${summaryOf(report)}\n`);
  return exitCodes.done;
}

async function list(dir: string): Promise<number> {
  const files = await filesIn(dir);
  if (files.length === 0)
    process.stdout.write(
      `No baselines in ${printable(dir)}/; \`agent-bench baseline save NAME REPORT.json\` makes one\n`,
    );
  for (const file of files) {
    const name = file.slice(0, -'.json'.length);
    process.stdout.write(`${printable(name)}  ${await said(name, dir)}\n`);
  }
  return exitCodes.done;
}

async function filesIn(dir: string): Promise<string[]> {
  try {
    return (await readdir(dir)).filter((file) => file.endsWith('.json')).toSorted();
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return [];
    throw new UsageError(`--dir ${printable(dir)}: cannot be read: ${fileProblem(thrown)}`);
  }
}

/** What a file in the folder is; one that is no report is no reason not to list the others. */
async function said(name: string, dir: string): Promise<string> {
  try {
    return summaryOf(await readReport(baselinePath(name, dir)));
  } catch (thrown) {
    if (!(thrown instanceof UsageError)) throw thrown;
    return `not a baseline: ${thrown.message.split('\n')[0]}`;
  }
}

function summaryOf({ scenario, createdAt, clock, environment, world, modes }: Report): string {
  const machine =
    clock === 'virtual'
      ? `simulated, ${counted(world.cores, 'core')}`
      : `${printable(environment.cpuModel)}, ${counted(environment.coresAvailable, 'core')}`;
  const figures = modes.map(
    ({ mode, runs }) => `${mode} ${formatDuration(medianMakespan(runs))} (${counted(runs.length, 'run')})`,
  );
  return `${printable(scenario.name)}, ${createdAt.slice(0, 10)}, ${machine}: ${figures.join(', ')}`;
}

const nameField = argument(z.string(), 'letters, digits, dots, dashes and underscores', '<name>');

/** Keeps reports under a name, to compare others with. */
export const baseline = [
  command({
    name: 'save',
    summary: 'keep a report',
    input: z.strictObject({
      name: nameField,
      report: argument(z.string(), 'a JSON report, as `run` has saved it', '<report>'),
      dir: dirField,
    }),
    examples: [['baseline save main agent-bench-results/FILE.json']],
    run: ({ name, report, dir = baselinesFolder }) => save(name, report, dir),
  }),
  command({
    name: 'show',
    summary: 'show a baseline as a report',
    input: z.strictObject({ name: argument(z.string(), 'its name', '<name>'), dir: dirField }),
    examples: [['baseline show main']],
    async run({ name, dir }, { color }) {
      const report = await readReport(baselinePath(name, dir));
      process.stdout.write(reporters.text(report, styleFor(process.stdout, color)));
      return exitCodes.done;
    },
  }),
  command({
    name: 'list',
    summary: 'list the baselines',
    input: z.strictObject({ dir: dirField }),
    examples: [['baseline list']],
    run: ({ dir = baselinesFolder }) => list(dir),
  }),
] as const;
