import { dirname, resolve } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { formatDuration } from '../../lib/duration.js';
import { clip, listed, printable } from '../../lib/text.js';
import { UsageError } from '../../model/errors.js';
import type { Scope } from '../../model/scope.js';
import { fault, flagValue } from '../../scenario/fields/fault.js';
import { exists, fileProblem } from '../../scenario/json-file.js';
import { loadScenario, type LoadedScenario } from '../../scenario/load.js';
import { overridden, type Overrides } from '../../scenario/override.js';
import { chatPath, sourcePath } from '../../server/mock/routes.js';
import { matchingScenario } from '../../server/mock/matching-scenario.js';
import { startMock, type Mock, type RequestLog } from '../../server/mock/start.js';
import { realClock } from '../../time/real.js';
import { exitCodes } from '../exit-codes.js';
import { interruptible } from '../interrupt.js';
import { argument, count, fileValue, flag, texts } from '../../experiments/flags.js';
import { defaultScenario, failSourceField, latencyField, scaleFields, seedField } from '../../experiments/inputs.js';
import { command } from '../command.js';
import { z } from 'zod';
import { checkWritable } from '../output/save.js';

const input = z.strictObject({
  scenario: argument(z.string().default(defaultScenario), "a built-in's name or a file", '[scenario]'),
  port: flag(count(0, 65_535).default(8787), 'where it listens; 0 for any port that is free', {
    form: '<n>',
    group: 'measuring',
  }),
  scenarioOut: flag(fileValue.optional(), 'write the scenario that asks this server: the same sources, over HTTP', {
    form: '<file>',
    group: 'output',
  }),
  latency: latencyField,
  failSource: failSourceField,
  failModel: flag(texts.optional(), 'make the model fail; repeatable; kinds as for sources', {
    form: '<kind[:arg]>',
    group: 'faults',
    repeatable: true,
  }),
  ...scaleFields,
  seed: seedField(),
  quiet: flag(z.boolean().optional(), 'print nothing', { group: 'output', conflicts: 'verbose' }),
  verbose: flag(z.boolean().optional(), 'a line on standard error for every request', { group: 'output' }),
});

type MockFlags = z.output<typeof input>;

/** Serves a scenario's sources and a model on loopback until Ctrl-C. */
export const mock = command({
  name: 'mock',
  summary: "stand in for a scenario's sources, and for a model, as an HTTP server on loopback",
  input,
  examples: [
    ['mock --quick --scenario-out over-http.json', 'and then: agent-bench run ./over-http.json'],
    ['mock --fail-source weather=reset%0.2 --fail-model stalled%0.1 --verbose'],
  ],
  notes:
    "It is asked like this: curl 'http://127.0.0.1:8787/sources/weather?city=Boston'\nEnded by Ctrl-C it exits with " +
    '0; with 2 where the port is in use or the\nscenario is wrong.',
  run: (flags) => serve(flags),
});

async function serve(flags: MockFlags): Promise<number> {
  const nameOrPath = flags.scenario;
  const loaded = await loadedFor(nameOrPath, flags);
  const modelFaults = (flags.failModel ?? []).map((text) => flagValue(fault, text, '--fail-model'));
  if (flags.scenarioOut !== undefined) await checkScenarioOut(flags.scenarioOut, loaded);
  const within = interruptible();
  const served = await startMock({
    loaded,
    port: flags.port,
    clock: realClock,
    modelFaults,
    ...(flags.verbose === true && { log: say }),
  });
  try {
    if (flags.scenarioOut !== undefined) await writeScenario(flags.scenarioOut, loaded, served);
    if (flags.quiet !== true) process.stdout.write(`${opening(loaded, served, flags)}\n`);
    await ended(within);
  } finally {
    await served.close();
  }
  return exitCodes.done;
}

async function loadedFor(
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
  return (
    `${printable(scenario.name)} is served on ${url} with GET ${clip(listed(shown), 1000)}; POST ` +
    `${chatPath}${out}; Ctrl-C ends it`
  );
}

function say({ method, path, source, status, ms, faults, finished }: RequestLog): void {
  const end = finished ? String(status) : status === undefined ? 'no answer' : `${status}, not finished`;
  const request = `${method} ${clip(source ?? path, 200)}: ${end} after ${formatDuration(ms)}`;
  process.stderr.write(`${printable([request, ...faults].join(', '))}\n`);
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
      `--scenario-out ${printable(path)}: the scenario's inference (${type}) names files relative to ` +
        `${printable(folder)}; write it there`,
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
