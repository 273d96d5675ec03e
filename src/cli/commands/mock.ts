import { dirname, resolve } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { formatDuration } from '../../lib/duration.js';
import { clip, listed, printable } from '../../lib/text.js';
import { UsageError } from '../../model/errors.js';
import type { Scope } from '../../model/scope.js';
import { fault, flagValue } from '../../scenario/fields/fault.js';
import { fileProblem } from '../../scenario/json-file.js';
import { loadScenario, type LoadedScenario } from '../../scenario/load.js';
import { overridden, type Overrides } from '../../scenario/override.js';
import { chatPath, sourcePath } from '../../server/mock/routes.js';
import { matchingScenario } from '../../server/mock/matching-scenario.js';
import { startMock, type Mock, type RequestLog } from '../../server/mock/start.js';
import { realClock } from '../../time/real.js';
import { exitCodes } from '../exit-codes.js';
import { interruptible } from '../interrupt.js';
import type { MockFlags } from '../flags/mock-options.js';
import type { CommonFlags } from '../flags/options.js';
import { checkWritable, exists } from '../output/save.js';

/** Serves a scenario's sources and a model on loopback until Ctrl-C. */
export async function command(nameOrPath: string, flags: MockFlags & CommonFlags): Promise<number> {
  const loaded = await served(nameOrPath, flags);
  const modelFaults = (flags.failModel ?? []).map((text) => flagValue(fault, text, '--fail-model'));
  if (flags.scenarioOut !== undefined) await checkScenarioOut(flags.scenarioOut, loaded);
  const within = interruptible();
  const mock = await startMock({
    loaded,
    port: flags.port,
    clock: realClock,
    modelFaults,
    ...(flags.verbose === true && { log: say }),
  });
  try {
    if (flags.scenarioOut !== undefined) await writeScenario(flags.scenarioOut, loaded, mock);
    if (flags.quiet !== true) process.stdout.write(`${opening(loaded, mock, flags)}\n`);
    await ended(within);
  } finally {
    await mock.close();
  }
  return exitCodes.done;
}

async function served(
  nameOrPath: string,
  { latency, failSource, seed, scale, quick }: MockFlags,
): Promise<LoadedScenario> {
  const loaded = await loadScenario(nameOrPath);
  const flags: Overrides = { latency, failSource, seed, scale: quick === true ? 0.1 : scale };
  return { ...loaded, scenario: overridden(loaded.scenario, flags) };
}

function opening({ scenario }: LoadedScenario, { url }: Mock, { scenarioOut }: MockFlags): string {
  const paths = scenario.sources.map(({ name }) => sourcePath(name));
  const shown = paths.length > 8 ? [...paths.slice(0, 7), `${paths.length - 7} more`] : paths;
  const out = scenarioOut === undefined ? '' : `; ${printable(scenarioOut)} asks it`;
  return `${printable(scenario.name)} is served on ${url} with GET ${clip(listed(shown), 1000)}; POST ${chatPath}${out}; Ctrl-C ends it`;
}

function say({ method, path, source, status, ms, faults, finished }: RequestLog): void {
  const end = finished ? String(status) : status === undefined ? 'no answer' : `${status}, not finished`;
  process.stderr.write(
    `${printable(`${method} ${clip(source ?? path, 200)}: ${end} after ${formatDuration(ms)}${faults.map((name) => `, ${name}`).join('')}`)}\n`,
  );
}

/** Refuses, before anything is served, a place that cannot be written or that something is at. */
async function checkScenarioOut(path: string, { scenario, folder }: LoadedScenario): Promise<void> {
  if (await exists(path))
    throw new UsageError(
      `--scenario-out ${printable(path)}: it exists, and nothing is overwritten; remove it, or name another file`,
    );
  const { type } = scenario.inference;
  if ((type === 'module' || type === 'exec') && dirname(resolve(path)) !== resolve(folder))
    throw new UsageError(
      `--scenario-out ${printable(path)}: the scenario's inference (${type}) names files relative to ${printable(folder)}; write it there`,
    );
  await checkWritable(path, '--scenario-out');
}

async function writeScenario(path: string, loaded: LoadedScenario, { url }: Mock): Promise<void> {
  const text = matchingScenario(loaded, url);
  try {
    await writeFile(path, text, { flag: 'wx' });
  } catch (thrown) {
    throw new UsageError(`--scenario-out ${printable(path)}: cannot be written: ${fileProblem(thrown)}`);
  }
}

function ended(scope: Scope): Promise<void> {
  return new Promise((resolvePromise) => {
    scope.onAbort(() => {
      resolvePromise();
    });
  });
}
