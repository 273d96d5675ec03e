import { createParser } from 'eventsource-parser';
import { isDeeper, maxLevels } from '../lib/json.js';
import { jsonProblem } from '../lib/json-problem.js';
import type { Failure } from '../model/errors.js';
import type { Json } from '../model/json.js';
import type { HttpAnswer } from '../adapters/http/client.js';
import { headerOf, networkFailure } from '../adapters/http/failures.js';

/** How a body is read. */
export type Format = 'json' | 'text' | 'json-lines' | 'event-stream';

/** What types of content are read as; the first that fits. */
const types: readonly (readonly [RegExp, Format])[] = [
  [/^application\/(?:x-)?(?:ndjson|jsonl|jsonlines|json-lines)$/, 'json-lines'],
  [/^(?:application|text)\/(?:json|[\w.-]+\+json)$/, 'json'],
  [/^text\/event-stream$/, 'event-stream'],
  [/^text\/|^application\/(?:xml|[\w.-]+\+xml|yaml|x-yaml|javascript)$/, 'text'],
];

/**
 * The payload in an answer, read as the format or as its content type says. Rejects what it cannot be with a failure of
 * kind `malformed`.
 */
export function payloadOf({ status, headers, body }: HttpAnswer, stated: Format | undefined): Json {
  const content = headerOf(headers, 'content-type') ?? '';
  const format = stated ?? formatOf(content);
  if (body.length === 0 && format !== 'text') throw malformed(`the body of the answer is empty (status ${status})`);
  const text = decoded(body, /;\s*charset="?([^";\s]+)/i.exec(content)?.[1] ?? 'utf-8');
  const payload = readers[format](text);
  if (isDeeper(payload, maxLevels)) throw malformed(`the body is nested more than ${maxLevels} levels deep`);
  return payload;
}

const readers: Readonly<Record<Format, (text: string) => Json>> = {
  text: (text) => text,
  json: (text) => parsed(text, ({ line, column }) => `line ${line}, column ${column}`),
  'json-lines': (text) =>
    text
      .split('\n')
      .flatMap((line, i) =>
        line.trim() === '' ? [] : [parsed(line, ({ column }) => `line ${i + 1}, column ${column}`)],
      ),
  'event-stream': (text) => eventsIn(text),
};

/** Without a type it is taken for JSON. */
function formatOf(contentType: string): Format {
  const type = contentType.split(';', 1)[0]!.trim().toLowerCase();
  if (type === '') return 'json';
  const known = types.find(([pattern]) => pattern.test(type));
  if (known === undefined)
    throw malformed(
      `the answer is of type ${type}, of which nothing is known; state how to read it as the source's format`,
    );
  return known[1];
}

function decoded(body: Buffer, charset: string): string {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(body);
  } catch {
    throw malformed(`the body is no text in ${charset}`);
  }
}

function parsed(text: string, where: (at: { line: number; column: number }) => string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    const found = jsonProblem(text);
    throw malformed(
      'the body is not JSON: ' +
        (found === undefined ? 'it is nested too deeply' : `${found.problem} at ${where(found)}`),
    );
  }
}

/** The data of each event: what it holds as JSON, or the text that it is. */
function eventsIn(text: string): Json {
  const events: Json[] = [];
  const onEvent = ({ data }: { data: string }): void => {
    if (data.trim() === '') return; // which keeps a connection alive
    try {
      events.push(JSON.parse(data) as Json);
    } catch {
      events.push(data);
    }
  };
  // The end of the text ends its last event and the line of it, or a lone CR that may be half a line break would keep
  // it.
  createParser({ onEvent }).feed(`${text}\n\n`);
  if (events.length === 0) throw malformed('the body is an event stream without an event');
  return events;
}

function malformed(message: string): Failure {
  return networkFailure('malformed', message);
}
