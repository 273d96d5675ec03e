import { isPlain, looksSecret } from './secret-names.js';
import { Secrets } from './secrets.js';
import { filled, variablesIn, type Environment } from './template.js';
import { textsIn } from './texts-in.js';

/**
 * The secrets of a scenario and of the environment that it runs in: what its templates take from the environment, what it writes where it is
 * hidden (headers, keys, variables of programs, users, passwords and parameters of URLs), what variables hold whose names look secret, and
 * passwords in variables that hold a URL.
 */
export function secretsOf(scenario: unknown, env: Environment): Secrets {
  const written = [...textsIn(scenario)].map(({ path, text, hidden }) => ({ name: nameOf(path), text, hidden }));
  const named = written.flatMap(({ name, text }) => variablesIn(text).flatMap((variable) => secretParts(`${name} ${variable}`, env[variable] ?? '')));
  const literal = written
    .filter(({ hidden }) => hidden)
    .flatMap(({ name, text }) => [text, filled(text, {}, env)].flatMap((each) => literalSecrets(name, each)));
  const looking = Object.entries(env).flatMap(([name, value = '']) => [...(looksSecret(name) ? [value] : []), ...passwordsIn(value)]);
  return new Secrets([...named, ...literal, ...looking]);
}

/** The last of a text's fields that is no place in a list. */
function nameOf(path: readonly string[]): string {
  return path.findLast((key) => !/^\d+$/.test(key)) ?? '';
}

/** What of a text that is hidden is a secret: of a URL parts of it, of anything else all of it, and what stands behind a scheme or a name in it. */
function literalSecrets(name: string, text: string): string[] {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return secretsInUrl(text);
  return secretParts(name, text);
}

/** A text, and what is left of it without a scheme; the values in a cookie, a form or a flag; what basic credentials say. None that is plain, unless its name looks secret. */
function secretParts(name: string, text: string): string[] {
  const credentials = text.replace(/^[A-Za-z]+ +(?=\S+$)/, '');
  const basic = /^basic /i.test(text) ? Buffer.from(credentials, 'base64').toString() : '';
  const values = text.split(/[;&] */).map((pair) => pair.replace(/^[^=\s]+=/, ''));
  const parts = [text, credentials, basic, basic.slice(basic.indexOf(':') + 1), ...values, ...passwordsIn(text)];
  return looksSecret(name) ? parts : parts.filter((part) => !isPlain(part));
}

function secretsInUrl(text: string): string[] {
  const stated = [...(URL.canParse(text) ? new URL(text).searchParams : [])].filter(([, value]) => !/^(?:\{\{[^{}]*\}\})*$/.test(value));
  const parameters = stated.filter(([name, value]) => looksSecret(name) || !isPlain(value));
  return [...passwordsIn(text), ...parameters.map(([, value]) => value)];
}

/** The user and the password of a URL, as written and decoded; the user alone where that is all. */
function passwordsIn(text: string): string[] {
  const userinfo = /^[a-z][a-z0-9+.-]*:\/\/([^/?#@\s]+)@/i.exec(text)?.[1];
  if (userinfo === undefined) return [];
  const decoded = decodedOr(userinfo);
  return [userinfo, decoded].flatMap((each) => [each, each.slice(each.indexOf(':') + 1)]);
}

function decodedOr(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
