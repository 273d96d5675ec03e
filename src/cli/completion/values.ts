import { readdir } from 'node:fs/promises';
import { modeNames, modes } from '../../agent/modes.js';
import { faultKinds } from '../../faults/index.js';
import { workerFaultKinds } from '../../inference/workers/worker-faults.js';
import { figures, sourceFigures } from '../../results/figures.js';
import { statistics } from '../../judge/gates/statistic.js';
import { builtInNames } from '../../scenario/load.js';
import { setForms } from '../../experiments/what-if/change.js';
import { sourceNamesOf } from '../../scenario/source-names.js';
import { sweepParameters } from '../../experiments/sweep/parameters.js';
import { baselinesFolder } from '../../results/baselines.js';
import { documentKinds } from '../../results/documents/index.js';
import type { Line } from './line.js';

/** A word that may stand where the cursor is. */
export interface Candidate {
  readonly text: string;
  readonly summary: string;
}

/**
 * What may stand for a flag or an argument; the word need not begin as what is written does. Files too, where it says
 * so.
 */
export interface Values {
  readonly files?: true;
  readonly of: (written: string, line: Line) => readonly Candidate[] | Promise<readonly Candidate[]>;
}

/**
 * What may stand for a flag or an argument. A new one is a line here, unless it has choices, or is a file by its
 * placeholder.
 */
export const valuesOf: Readonly<Record<string, Values>> = {
  '<scenario>': { files: true, of: async () => plain(await builtInNames()) },
  '<report|scenario>': { files: true, of: async () => plain(await builtInNames()) },
  '--set': { of: changes },
  '--scenario': { files: true, of: async () => plain(await builtInNames()) },
  '<what>': { of: () => plain(['scenario', ...documentKinds]) },
  '<base>': { files: true, of: (_, line) => baselineNames(line) },
  '<new>': { files: true, of: (_, line) => baselineNames(line) },
  '<name>': { of: (_, line) => baselineNames(line) },
  '--baseline': { files: true, of: (_, line) => baselineNames(line) },
  '--modes': { of: modeLists },
  '--latency': { of: async (_, line) => plain(await sourcesOf(line), '=') },
  '--fail-source': { of: sourceFaults },
  '--fail-worker': { of: () => kinds(workerFaultKinds) },
  '--fail-model': { of: () => kinds(faultKinds) },
  '--gate': { of: gates },
  '--over': { of: sweeps },
};

function plain(names: readonly string[], end = ''): Candidate[] {
  return names.map((name) => ({ text: `${name}${end}`, summary: '' }));
}

/** The names of the scenario that the line names. */
function sourcesOf(line: Line): Promise<string[]> {
  return sourceNamesOf(
    line.stated('<scenario>') ?? line.stated('<report|scenario>') ?? line.stated('--scenario') ?? '',
  );
}

async function baselineNames(line: Line): Promise<Candidate[]> {
  const files = await readdir(line.stated('--dir') ?? baselinesFolder).catch((): string[] => []);
  return plain(files.filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -'.json'.length)));
}

/** Each mode that is not in the list yet. */
function modeLists(written: string): Candidate[] {
  const done = written.slice(0, written.lastIndexOf(',') + 1);
  const others = modeNames.filter((name) => !done.split(',').includes(name));
  return others.map((name) => ({ text: `${done}${name}`, summary: modes[name].summary }));
}

/** `NAME=`, then the kinds of faults. */
async function sourceFaults(written: string, line: Line): Promise<Candidate[]> {
  const names = await sourcesOf(line);
  const name = names.filter((one) => written.startsWith(`${one}=`)).toSorted((a, b) => b.length - a.length)[0];
  return name === undefined ? plain(names, '=') : kinds(faultKinds, `${name}=`);
}

/** Kinds of faults, with a colon where an argument must follow. */
function kinds(
  all: Readonly<Record<string, { readonly argument: string; readonly summary: string }>>,
  before = '',
): Candidate[] {
  return Object.entries(all).map(([kind, { argument, summary }]) => ({
    text: `${before}${kind}${argument === '' || argument.startsWith('[') ? '' : ':'}`,
    summary,
  }));
}

/**
 * The next name of a gate's subject: `[virtual.][MODE.]FIGURE[.STATISTIC]`, or with `sources.NAME.` before a source's
 * figure.
 */
async function gates(written: string, line: Line): Promise<Candidate[]> {
  const before = written.slice(0, written.lastIndexOf('.') + 1);
  const named = before.split('.').slice(0, -1);
  const path = named[0] === 'virtual' ? named.slice(1) : named;
  const next = (table: Readonly<Record<string, { readonly summary: string }>>, end = ''): Candidate[] =>
    Object.entries(table).map(([name, { summary }]) => ({ text: `${before}${name}${end}`, summary }));
  const atSource = path.indexOf('sources');
  if (atSource !== -1) {
    if (path.length > atSource + 3) return [];
    if (path.length === atSource + 3) return Object.hasOwn(sourceFigures, path[atSource + 2]!) ? next(statistics) : [];
    if (path.length === atSource + 2) return next(sourceFigures);
    return (await sourcesOf(line))
      .filter((name) => /^[\p{L}\p{N}_-]+$/u.test(name))
      .map((name) => ({ text: `${before}${name}.`, summary: '' }));
  }
  const [mode, figure, ...more] = path;
  if (more.length > 0) return [];
  if (figure !== undefined) return Object.hasOwn(figures, figure) ? next(statistics) : [];
  const sources = { text: `${before}sources.`, summary: 'figures of one source' };
  if (mode !== undefined) return [...next(figures), sources];
  const simulated = { text: 'virtual.', summary: 'simulated, the same everywhere' };
  return [...next(modes, '.'), sources, ...(named.length === 0 ? [simulated] : [])];
}

/** What `--set` may name, with an equals sign. */
async function changes(_written: string, line: Line): Promise<Candidate[]> {
  return [
    ...plain(await sourcesOf(line), '='),
    ...Object.entries(setForms).map(([what, summary]) => ({ text: `${what}=`, summary })),
  ];
}

/** The parameters of a sweep, with an equals sign. */
async function sweeps(_written: string, line: Line): Promise<Candidate[]> {
  const names = await sourcesOf(line);
  return Object.entries(sweepParameters).flatMap(([parameter, { summary }]) =>
    parameter === 'latency.NAME'
      ? names.map((name) => ({ text: `latency.${name}=`, summary }))
      : [{ text: `${parameter}=`, summary }],
  );
}
