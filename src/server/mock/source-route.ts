import type { Json } from '../../model/json.js';
import type { Fetch } from '../../model/ports.js';
import type { Query } from '../../model/query.js';
import type { ScenarioSource } from '../../scenario/schema.js';
import { bodyOf, sendJson, type Exchange } from './exchange.js';
import { headOf, applyFaults, placeOf, type MockContext } from './applied-faults.js';

/** Answers for one source of the scenario: its payload after its latency, or what its faults make of it. */
export function sourceRoute(
  { name, faults }: ScenarioSource,
  fetch: Fetch,
  context: MockContext,
): (exchange: Exchange) => Promise<void> {
  return async (exchange) => {
    const { request, said } = exchange;
    said.source = name;
    const { index, attempt } = placeOf(exchange, name, context);
    const body = request.method === 'POST' ? await bodyOf(exchange) : '';
    const query: Query = { index, seed: context.seed, ...asked(exchange.url, body, context) };
    const applied = await applyFaults(fetch, faults, query, { source: name, attempt }, exchange, context);
    if ('answer' in applied) await sendJson(exchange, 200, applied.answer, {}, applied.delivery);
    else if (applied.failure.kind === 'reset') request.socket.resetAndDestroy();
    else {
      const { kind, message } = applied.failure;
      const { status, headers } = headOf(applied.failure);
      await sendJson(exchange, status, { error: { kind, message } }, headers);
    }
  };
}

/**
 * The question and the city of a request: from its URL, or else from the fields of a JSON body, or else the scenario's
 * own.
 */
function asked(
  { searchParams }: URL,
  body: string,
  { question, city }: MockContext,
): Pick<Query, 'question' | 'arguments'> {
  const fields = fieldsOf(body);
  const field = (name: string, otherwise: string): string => {
    const value = searchParams.get(name) ?? fields[name];
    return typeof value === 'string' ? value : otherwise;
  };
  return { question: field('question', question), arguments: { city: field('city', city) } };
}

/** The fields of a body that is a JSON object; none of any other, as sources are posted all sorts of things. */
function fieldsOf(body: string): Record<string, Json> {
  try {
    const value = JSON.parse(body) as Json;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  } catch {
    return {};
  }
}
