import { packageFile } from '../lib/package.js';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suggestion, printable } from '../lib/text.js';
import { isDeeper, maxLevels } from '../lib/json.js';
import { UsageError } from '../model/errors.js';
import type { Json } from '../model/json.js';
import { environmentVariables } from '../adapters/environment-variables.js';
import { secretsOf } from '../adapters/secrets/secrets-of.js';
import { refuseErrors } from './lint/lint.js';
import { withFaults } from './fail-source.js';
import { issueLines } from './issues.js';
import { parseJson, readText, tooDeep } from './json-file.js';
import { placeholderPayload } from './placeholder-payload.js';
import { isModule } from '../adapters/module/module-extensions.js';
import { scenarioSchema, type Scenario, type ScenarioInput } from './schema.js';

/**
 * A scenario as a report may hold it: where a secret stands in a field that is not hidden, such as a question, it is
 * left out.
 */
export function redactedScenario(scenario: Scenario): Scenario {
  return secretsOf(scenario, environmentVariables()).redactIn(scenario);
}

const fixtures = fileURLToPath(packageFile('fixtures/'));

/** A scenario that is ready to run: checked, with the payload of every source at hand. */
export interface LoadedScenario {
  readonly scenario: Scenario;
  /** What each source answers, by name, before the query is filled in. */
  readonly payloads: ReadonlyMap<string, Json>;
  /** What paths in the scenario are relative to. */
  readonly folder: string;
}

/** The names of the scenarios that come with the package. */
export async function builtInNames(): Promise<string[]> {
  return namesIn('scenarios');
}

/** A scenario by a built-in's name or by a file's path. A UsageError says what is wrong and where. */
export async function loadScenario(nameOrPath: string): Promise<LoadedScenario> {
  return loadFile(await scenarioPath(nameOrPath));
}

/** The file of a scenario, by a built-in's name or by its path. */
export async function scenarioPath(nameOrPath: string): Promise<string> {
  const builtIns = await builtInNames();
  if (builtIns.includes(nameOrPath)) return resolve(fixtures, 'scenarios', `${nameOrPath}.json`);
  if (!/[./\\]/.test(nameOrPath)) {
    throw new UsageError(
      `unknown scenario '${printable(nameOrPath)}'${suggestion(nameOrPath, builtIns)} (a file is named by its path, ` +
        `as in ./${printable(nameOrPath)}.json)`,
    );
  }
  return nameOrPath;
}

/** A scenario from a value in memory; payload files are relative to `folder`. `where` names it in errors. */
export async function resolveScenario(
  input: ScenarioInput,
  folder = process.cwd(),
  where = 'scenario',
): Promise<LoadedScenario> {
  const scenario = checkedScenario(input, where);
  return { scenario, payloads: await loadPayloads(scenario, folder), folder };
}

/**
 * What is wrong with a module may hold what it has read from the environment: a message that it throws, or a value in
 * the wrong place.
 */
async function loadFile(path: string): Promise<LoadedScenario> {
  try {
    // Threads are loaded only where a module is.
    const input = isModule(path)
      ? await (await import('./module-file.js')).scenarioOfModule(path)
      : await parseJson(await readText(path, 'scenario'), path);
    return await resolveScenario(input as ScenarioInput, dirname(resolve(path)), path);
  } catch (thrown) {
    throw secretsOf(undefined, environmentVariables()).cleanedError(thrown);
  }
}

function checkedScenario(input: unknown, where: string): Scenario {
  if (isDeeper(input, maxLevels)) throw new UsageError(`${printable(where)}${tooDeep()}`);
  const parsed = scenarioSchema.safeParse(input, { reportInput: true });
  if (!parsed.success) {
    throw new UsageError(
      [
        `${printable(where)} is not a scenario:`,
        ...issueLines(parsed.error, scenarioSchema).map((line) => `  ${line}`),
      ].join('\n'),
    );
  }
  refuseErrors(parsed.data, where);
  const scenario = withFaults(parsed.data, parsed.data.faults, `${printable(where)}: faults`);
  return { ...scenario, faults: [] };
}

async function loadPayloads(scenario: Scenario, folder: string): Promise<Map<string, Json>> {
  const payloads = new Map<string, Json>();
  for (const source of scenario.sources) {
    const { payload, name } = source;
    if (payload === undefined) payloads.set(name, placeholderPayload(name));
    else if (payload.inline !== undefined) payloads.set(name, payload.inline);
    else if (payload.fixture !== undefined) payloads.set(name, await loadFixture(payload.fixture, name));
    else payloads.set(name, await loadPayloadFile(payload.file!, folder));
  }
  return payloads;
}

async function loadFixture(fixture: string, source: string): Promise<Json> {
  const names = await namesIn('sources');
  if (!names.includes(fixture))
    throw new UsageError(printable(`source '${source}': unknown fixture '${fixture}'${suggestion(fixture, names)}`));
  return JSON.parse(await readFile(resolve(fixtures, 'sources', `${fixture}.json`), 'utf8')) as Json;
}

/** A payload from a file: JSON where its name says so, else the text itself. */
async function loadPayloadFile(file: string, folder: string): Promise<Json> {
  const path = resolve(folder, file);
  const text = await readText(path, 'payload');
  return path.endsWith('.json') ? ((await parseJson(text, path)) as Json) : text;
}

async function namesIn(folder: 'scenarios' | 'sources'): Promise<string[]> {
  const files = await readdir(resolve(fixtures, folder));
  return files
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .toSorted();
}
