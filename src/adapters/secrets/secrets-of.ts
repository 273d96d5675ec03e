import { Hidden } from './hidden.js';
import { decodedPart, urlPieces } from '../http/url.js';
import { isPlain, looksSecret, jsonPair, shownBody, structureIn } from './redacted-parts.js';
import { Secrets } from './secrets.js';
import { filled, variablesIn, type Environment } from '../template.js';
import { textsIn } from '../texts-in.js';

/**
 * The secrets of a scenario and of the environment that it runs in: what its templates take from the environment, what
 * it writes where it is hidden (headers, keys, variables of programs, users, passwords and parameters of URLs), what
 * variables hold whose names look secret, and passwords in variables that hold a URL.
 */
export function secretsOf(scenario: unknown, env: Environment): Secrets {
  const written = [...textsIn(scenario)].map(({ path, text, hidden }) => ({ name: nameOf(path), text, hidden }));
  const named = written.flatMap(({ name, text }) =>
    variablesIn(text).flatMap((variable) => secretParts(`${name} ${variable}`, env[variable] ?? '')),
  );
  const literal = written
    .filter(({ hidden }) => hidden)
    .flatMap(({ name, text }) => [text, filled(text, {}, env)].flatMap((each) => literalSecrets(name, each)));
  const looking = Object.entries(env).flatMap(([name, value = '']) => [
    ...(looksSecret(name) ? [value] : []),
    ...passwordsIn(value),
  ]);
  return new Secrets([...named, ...literal, ...looking]);
}

/** The last of a text's fields that is no place in a list. */
function nameOf(path: readonly string[]): string {
  return path.findLast((key) => !/^\d+$/.test(key)) ?? '';
}

const isUrl = /^\s*[a-z][a-z0-9+.-]*:\/\//i;

/**
 * The secrets in a hidden text: parts of a URL; of anything else the whole, and what follows a scheme or a name in
 * it.
 */
function literalSecrets(name: string, text: string): string[] {
  return isUrl.test(text) ? secretsInUrl(text.trim()) : [...secretParts(name, text), ...secretsInJson(text)];
}

/** Values under secret-looking names in a text that is JSON, or nearly. */
function secretsInJson(text: string): string[] {
  const pairs = [...text.matchAll(jsonPair)]
    .filter(([, name = '']) => looksSecret(name))
    .map(([, , written, bare = '']) => written ?? bare);
  const inside = structureIn(text);
  if (inside === undefined) return pairs;
  const hidden = [...textsIn(new Hidden(inside, shownBody('', inside)))].filter((one) => one.hidden);
  return [...pairs, ...hidden.flatMap((one) => literalSecrets(nameOf(one.path), one.text))];
}

/**
 * A text, and what is left of it without a scheme; the values in a cookie, a form or a flag; what basic credentials
 * say; what is secret in a URL. None that is plain, unless its name looks secret.
 */
function secretParts(name: string, text: string): string[] {
  const credentials = text.replace(/^[A-Za-z]+ +(?=\S+$)/, '');
  const basic = /^basic /i.test(text) ? Buffer.from(credentials, 'base64').toString() : '';
  const values = text.split(/[;&] */).map((pair) => pair.replace(/^[^=\s]+=/, ''));
  const parts = [text, credentials, basic, basic.slice(basic.indexOf(':') + 1), ...values];
  const inUrl = [text, text.replace(/^[^=\s/]+=/, '')].flatMap((each) =>
    isUrl.test(each) ? secretsInUrl(each.trim()) : [],
  );
  return [...(looksSecret(name) ? parts : parts.filter((part) => !isPlain(part))), ...inUrl];
}

/** Users, passwords, and what query, fragment and parameters of the path say; without a name whatever it is. */
function secretsInUrl(text: string): string[] {
  const values = urlPieces(text).filter(
    ({ kind, name, text: value }) =>
      kind === 'value' &&
      !/^(?:\{\{[^{}]*\}\})*$/.test(value) &&
      (name === undefined || looksSecret(name) || !isPlain(value)),
  );
  return [
    ...passwordsIn(text),
    ...values.flatMap(({ text: value }) => [value, decodedPart(value), decodedPart(value.replaceAll('+', ' '))]),
  ];
}

/** The user and the password of a URL, as written, as sent and decoded; the user alone where that is all. */
function passwordsIn(text: string): string[] {
  const user = isUrl.test(text) ? urlPieces(text.trim()).find(({ kind }) => kind === 'user') : undefined;
  if (user === undefined) return [];
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const password = user.text.slice(user.text.indexOf(':') + 1);
  return [user.text, password, url?.password ?? ''].flatMap((each) => [each, decodedPart(each)]);
}
