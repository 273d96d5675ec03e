import { Hidden } from '../../adapters/secrets/hidden.js';
import type { Json } from '../../model/json.js';
import type { LoadedScenario } from '../../scenario/load.js';
import type { Scenario, ScenarioSource } from '../../scenario/schema.js';
import { httpFields } from '../../adapters/fields.js';
import { sourcePath } from './routes.js';

type HttpSource = Extract<ScenarioSource, { type: 'http' }>;

const shown = (text: string): Hidden => new Hidden(text, text);
const place = { 'x-agent-bench-index': shown('{{index}}'), 'x-agent-bench-attempt': shown('{{attempt}}') };

/** How a scenario is pointed at a mock. */
interface Pointing {
  /** All sources, and not only those over HTTP. */
  readonly every?: boolean;
  /** What stands for the URL where it is shown, so that reports do not differ by a port. */
  readonly shownAs?: string;
}

/**
 * The scenario with its sources over HTTP, or with all of them where `every` is set, and its openai model asked of a
 * mock at this URL. What it takes and answers stays as it is.
 */
export function pointedAt(
  { scenario, payloads }: LoadedScenario,
  url: string,
  { every = false, shownAs = url }: Pointing = {},
): Scenario {
  const at = (path: string): Hidden => new Hidden(`${url}${path}`, `${shownAs}${path}`);
  return {
    ...scenario,
    sources: scenario.sources.map((source) =>
      every || source.type === 'http' ? httpSource(source, payloads.get(source.name)!, at) : source,
    ),
    inference: inferenceAt(scenario, at),
  };
}

/**
 * A source that asks the mock. Selections, formats and schemas are left out, as its payload is what was selected, and
 * may be made up.
 */
function httpSource(source: ScenarioSource, payload: Json, at: (path: string) => Hidden): HttpSource {
  const { name, argument, latency, timeout, cost, faults, policies } = source;
  const { maxBytes, redirects } =
    source.type === 'http'
      ? source
      : { maxBytes: httpFields.maxBytes.parse(undefined), redirects: httpFields.redirects.parse(undefined) };
  return {
    type: 'http',
    name,
    argument,
    url: at(`${sourcePath(name)}?question={{question}}&city={{city}}`),
    headers: place,
    maxBytes,
    redirects,
    ...(latency !== undefined && { latency }),
    // A path would be relative to another place.
    ...(source.payload !== undefined && {
      payload: source.payload.fixture === undefined ? { inline: payload } : source.payload,
    }),
    ...(timeout !== undefined && { timeout }),
    ...(cost !== undefined && { cost }),
    faults,
    policies,
  };
}

/** A key is for the model itself, and headers of a name that they cannot hold are left out. */
function inferenceAt({ inference, sources }: Scenario, at: (path: string) => Hidden): Scenario['inference'] {
  if (inference.type !== 'openai') return inference;
  const { apiKey, ...rest } = inference;
  const plain = sources.every(({ name }) => /^[\x21-\x7e][\x20-\x7e]*$/.test(name));
  return {
    ...rest,
    url: at('/v1'),
    headers: { ...place, ...(plain && { 'x-agent-bench-source': shown('{{source}}') }) },
  };
}
