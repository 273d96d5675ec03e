import { resolve } from 'node:path';
import { printable } from '../lib/text.js';
import { UsageError } from '../model/errors.js';
import { openaiServer } from '../inference/model-server/openai.js';
import type { Ask, Fetch } from '../model/ports.js';
import type { Scope } from '../model/scope.js';
import { environmentVariables } from '../adapters/environment-variables.js';
import { openHttpClient, type HttpClient } from '../adapters/http/client.js';
import { LoadProblem } from '../adapters/module/loading.js';
import { refuseMissingVariables } from '../adapters/missing-variables.js';
import { foundProgram } from '../adapters/process/stated-program.js';
import { redacting } from '../adapters/secrets/redacting.js';
import type { Secrets } from '../adapters/secrets/secrets.js';
import { secretsOf } from '../adapters/secrets/secrets-of.js';
import type { Environment } from '../adapters/template.js';
import { templatesIn } from '../adapters/texts-in.js';
import { execSource } from '../sources/exec.js';
import { httpSource } from '../sources/http.js';
import { moduleSource } from '../sources/module.js';
import { realClock } from '../time/real.js';
import type { LoadedScenario } from '../scenario/load.js';
import type { Scenario, ScenarioSource } from '../scenario/schema.js';
import { simulatedFetch } from './agent.js';

/** What a scenario's sources and inference are in life: connections, threads, programs. */
export interface Outside {
  fetchOf(source: ScenarioSource): Fetch;
  /** Asks the model server; undefined where workers of this machine do the inference. */
  readonly ask: Ask | undefined;
  /** What must not be shown of what comes from outside. */
  readonly secrets: Secrets;
  /** Ends what is open, and resolves when it is gone. */
  close(): Promise<void>;
}

/** A source that is open. */
interface OpenSource {
  readonly fetch: Fetch;
  close?(): Promise<void>;
}

/** A model server that is ready to be asked. */
interface OpenServer {
  readonly ask: Ask;
  close(): Promise<void>;
}

/** What a source is opened with, beside its own fields. */
interface OpenContext {
  readonly scenario: Scenario;
  /** What paths in the scenario are relative to. */
  readonly folder: string;
  /** The source's path in the scenario, for a UsageError. */
  readonly where: string;
  readonly env: Environment;
  /** Aborting it meanwhile ends what is open. */
  readonly within: Scope;
  /** The connections that all sources share, opened by the first that wants them. */
  readonly http: () => Promise<HttpClient>;
}

type Type = NonNullable<ScenarioSource['type']>;
type Source<T extends Type> = Extract<ScenarioSource, { readonly type: T }>;
type Opener<S> = (source: S, context: OpenContext) => Promise<OpenSource>;
type ModelServer = Extract<Scenario['inference'], { readonly type: 'openai' }>;

/**
 * What opens a source of each type; of those left out, what they are on simulated time is what they are. A new type is
 * a line here.
 */
const openers: { readonly [T in Type]?: Opener<Source<T>> } = {
  http: openHttp,
  exec: openExec,
  module: openModule,
};

/**
 * Opens what a scenario needs of the world outside. A UsageError names what is missing for it. Aborting `within`
 * meanwhile ends what is open, and rejects with its reason. Nothing comes in from there but through `redacting`.
 */
export async function openOutside(
  loaded: LoadedScenario,
  within: Scope,
  env: Environment = environmentVariables(),
): Promise<Outside> {
  const { scenario, folder } = loaded;
  const secrets = secretsOf(scenario, env);
  refuseMissingVariables(templates(loaded), env);
  const open = new Map<string, OpenSource>();
  let server: OpenServer | undefined;
  let client: Promise<HttpClient> | undefined;
  const http = (): Promise<HttpClient> => (client ??= openHttpClient(scenario.limits));
  const close = async (): Promise<void> => {
    await Promise.all([
      ...[...open.values()].map(async (source) => source.close?.()),
      client?.then((opened) => opened.close()),
      server?.close(),
    ]);
  };
  const opening = scenario.sources.map(async (source, i) => {
    const opener = openers[source.type ?? 'synthetic'] as Opener<ScenarioSource> | undefined;
    if (opener === undefined) return;
    const opened = await opener(source, { scenario, folder, where: `sources.${i}`, env, within, http });
    open.set(source.name, { ...opened, fetch: redacting(opened.fetch, secrets, 'error') });
  });
  const { inference } = scenario;
  if (inference.type === 'openai')
    opening.push(openModelServer(inference, env).then((opened) => void (server = opened)));
  const failed = (await Promise.allSettled(opening)).find((one) => one.status === 'rejected');
  if (failed !== undefined) {
    await close();
    throw secrets.cleanedError(failed.reason);
  }
  const simulated = simulatedFetch(loaded);
  const ask = server && redacting(server.ask, secrets, 'inference');
  return { fetchOf: (source) => open.get(source.name)?.fetch ?? simulated(source), ask, secrets, close };
}

/** What may name variables of the environment. */
function templates({ scenario: { sources, inference } }: LoadedScenario): ReturnType<typeof templatesIn> {
  return [
    ...sources.flatMap((source, i) => templatesIn(source, `sources.${i}`)),
    ...templatesIn(inference, 'inference'),
  ];
}

async function openHttp(source: Source<'http'>, { where, env, http }: OpenContext): Promise<OpenSource> {
  return { fetch: await httpSource(source, { client: await http(), env, path: where }) };
}

async function openModelServer(server: ModelServer, env: Environment): Promise<OpenServer> {
  // Whoever has a turn needs a connection.
  const client = await openHttpClient({ connections: server.concurrency });
  try {
    return { ask: openaiServer(server, { client, env, path: 'inference' }), close: () => client.close() };
  } catch (thrown) {
    await client.close();
    throw thrown;
  }
}

async function openExec({ argument, ...program }: Source<'exec'>, context: OpenContext): Promise<OpenSource> {
  return { fetch: execSource(foundProgram(program, context), argument) };
}

async function openModule(
  { policies, ...source }: Source<'module'>,
  { scenario, folder, within }: OpenContext,
): Promise<OpenSource> {
  const { name, module, export: exported, argument, maxBytes } = source;
  const copies = [...scenario.policies, ...policies].map((policy) => (policy.type === 'hedge' ? policy.copies : 0));
  const options = {
    module: { file: resolve(folder, module), export: exported, maxBytes },
    argument,
    clock: realClock,
    ready: 1 + Math.max(0, ...copies),
    within,
  };
  try {
    return await moduleSource(options);
  } catch (thrown) {
    if (thrown instanceof LoadProblem)
      throw new UsageError(printable(`source '${name}': ${module}: ${thrown.message}`));
    throw thrown;
  }
}
