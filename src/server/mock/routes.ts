import type { Fault } from '../../faults/index.js';
import { clip, listed, printable } from '../../lib/text.js';
import type { Clock } from '../../model/ports.js';
import type { LoadedScenario } from '../../scenario/load.js';
import { simulatedFetch } from '../../world/agent.js';
import type { Scenario } from '../../scenario/schema.js';
import { chatRoute, type ChatModel } from './chat-route.js';
import { Refusal, sendJson, type Exchange } from './exchange.js';
import { mockContextOf } from './applied-faults.js';
import { sourceRoute } from './source-route.js';

/** What a mock serves. */
export interface Served {
  /** Its sources are served, with their faults. */
  readonly loaded: LoadedScenario;
  readonly clock: Clock;
  /** Faults of the model beside those of the scenario. */
  readonly modelFaults?: readonly Fault[];
}

/** Answers a request; rejects with a Refusal where it cannot. */
export type Route = (exchange: Exchange) => Promise<void>;

/** Where the chat endpoint is. */
export const chatPath = '/v1/chat/completions';

/** The path of a source. By way of bytes, as half a character has no code in a URL. */
export function sourcePath(name: string): string {
  return `/sources/${encodeURIComponent(Buffer.from(name).toString())}`;
}

/** A model of no scenario: what a mock without one stands in for. */
const anyModel = {
  model: 'mock',
  fallbackModel: undefined,
  firstToken: 300,
  tokensPerSecond: 50,
  tokens: 60,
  modelFaults: [],
};

function modelOf({ inference }: Scenario): ChatModel {
  const { model, fallbackModel, firstToken, tokensPerSecond, tokens, modelFaults } =
    inference.type === 'openai' ? inference : anyModel;
  return {
    names: [model, ...(fallbackModel === undefined ? [] : [fallbackModel])],
    firstToken,
    tokensPerSecond,
    tokens,
    faults: modelFaults,
  };
}

/** What there is, by path and method. */
export function routesOf({ loaded, clock, modelFaults = [] }: Served): Route {
  const { scenario } = loaded;
  const context = mockContextOf(clock, scenario);
  const model = modelOf(scenario);
  const fetchOf = simulatedFetch(loaded);
  const routes = new Map<string, { readonly methods: readonly string[]; readonly route: Route }>();
  const always =
    (body: unknown): Route =>
    (exchange) =>
      sendJson(exchange, 200, body);
  for (const source of scenario.sources)
    routes.set(sourcePath(source.name), {
      methods: ['GET', 'POST'],
      route: sourceRoute(source, fetchOf(source), context),
    });
  routes.set(chatPath, {
    methods: ['POST'],
    route: chatRoute({ ...model, faults: [...model.faults, ...modelFaults] }, context),
  });
  routes.set('/v1/models', {
    methods: ['GET'],
    route: always({
      object: 'list',
      data: model.names.map((id) => ({ id, object: 'model', created: 0, owned_by: 'agent-bench' })),
    }),
  });
  routes.set('/', {
    methods: ['GET'],
    route: always({
      scenario: scenario.name,
      seed: scenario.seed,
      sources: scenario.sources.map(({ name }) => ({ name, path: sourcePath(name) })),
      chat: chatPath,
    }),
  });
  return (exchange) => {
    const { request, url } = exchange;
    const found = routes.get(normal(url.pathname));
    if (found === undefined)
      throw new Refusal(
        404,
        printable(`there is nothing at ${clip(url.pathname, 200)}; there is ${clip(listed([...routes.keys()]), 2000)}`),
      );
    if (!found.methods.includes(request.method ?? '')) {
      const methods = found.methods.join(', ');
      throw new Refusal(405, printable(`${url.pathname} takes ${methods}, not ${request.method}`), { allow: methods });
    }
    return found.route(exchange);
  };
}

/** The path of a source however its name is encoded. */
function normal(path: string): string {
  const name = /^\/sources\/(.+)$/.exec(path)?.[1];
  if (name === undefined) return path;
  try {
    return sourcePath(decodeURIComponent(name));
  } catch {
    return path;
  }
}
