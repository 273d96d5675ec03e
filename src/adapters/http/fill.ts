import { UsageError } from '../../model/errors.js';
import type { Hidden } from '../secrets/hidden.js';
import { networkFailure } from './failures.js';
import { decodedPart, knownHost, urlProblem } from './url.js';
import { exampleValues, filled, type Environment, type Values } from '../template.js';

/** Header values that can be sent: no line breaks, no control characters, nothing beyond Latin-1. */
const sendable = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;

/** Whether a header can hold the text. */
export function isSendable(text: string): boolean {
  return sendable.test(text);
}

/** How a placeholder's value goes into a URL or a form. Halves of surrogate pairs have no encoding. */
export function urlEncoded(value: string): string {
  return encodeURIComponent(value.replaceAll(/\p{Surrogate}/gu, '\ufffd'));
}

/** A URL with everything filled in, or undefined where that is none. */
export function filledUrl({ url }: { readonly url: Hidden }, values: Values, env: Environment): URL | undefined {
  const text = filled(url.reveal(), values, env, urlEncoded);
  return urlProblem(text) === undefined ? new URL(text) : undefined;
}

/**
 * Headers as a scenario states them, filled in, their names in lower case. A failure names the one that cannot be sent.
 */
export function filledHeaders(
  { headers }: { readonly headers: Readonly<Record<string, Hidden>> },
  values: Values,
  env: Environment,
): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]): [string, string] => {
    const text = filled(value.reveal(), values, env);
    if (!isSendable(text)) {
      throw networkFailure(
        'error',
        `the header ${name} cannot be sent: it would hold line breaks or characters beyond Latin-1; send them in ` +
          'the URL or the body',
      );
    }
    return [name.toLowerCase(), text];
  });
  return Object.fromEntries(entries);
}

/** The header that user and password of a URL are sent as (RFC 7617). */
export function credentialsIn(url: URL): Record<string, string> {
  if (url.username === '' && url.password === '') return {};
  const pair = `${decodedPart(url.username)}:${decodedPart(url.password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

/**
 * A UsageError for a URL or headers that cannot be sent whatever the query, as far as that depends on the environment
 * alone. Values are never shown.
 */
export function refuseUnsendable(
  fields: { readonly url: Hidden; readonly headers: Readonly<Record<string, Hidden>> },
  env: Environment,
  path: string,
): void {
  const [url, other] = ['1', '2'].map((value) => filledUrl(fields, exampleValues(value), env));
  if (url === undefined) {
    throw new UsageError(
      `${path}.url: ${String(fields.url)} is no http or https URL once the variables of the environment are filled in`,
    );
  }
  if (url.origin !== other?.origin)
    throw new UsageError(`${path}.url: ${String(fields.url)} names another host for each query: expected ${knownHost}`);
  try {
    filledHeaders(fields, exampleValues('1'), env);
  } catch (thrown) {
    throw new UsageError(`${path}.headers: ${(thrown as Error).message}`);
  }
}
