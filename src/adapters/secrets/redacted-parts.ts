import { isDeeper, maxLevels } from '../../lib/json.js';
import type { Json } from '../../model/json.js';
import { redacted } from './hidden.js';
import { urlPieces } from '../http/url.js';

/**
 * What makes a text a secret by the name that it stands under: of a variable, a header, a field of a body, a flag, a
 * parameter of a URL. Rather too much than too little; not of an author, a keyboard or a tokenizer, nor of the session
 * that a desktop speaks of.
 */
const secretName =
  /token(?!iz)|key(?!board|map|word)|secret|pass(?:word|wd|phrase)?|credential|auth(?!ors?(?![a-z]))|cookie|session|(?:^|_)pwd?$/i;
const publicName = /^(?:PWD$|XDG_SESSION_|DESKTOP_SESSION$|GDMSESSION$|SESSION_MANAGER$|SSH_AUTH_SOCK$)/;

/** Whether a name looks like that of a secret. */
export function looksSecret(name: string): boolean {
  return secretName.test(name) && !publicName.test(name);
}

/**
 * Whether a text is one word or one number. Under a name that does not look secret such a text is none: it is a unit, a
 * place, a port, a degree of latitude.
 */
export function isPlain(text: string): boolean {
  return /^(?:\p{L}{1,15}|[+-]?\d{1,10}(?:\.\d{1,10})?)$/u.test(text);
}

/** Fields of a scenario in which people write secrets, or that lead to such. */
const guarded = new Set(['headers', 'env', 'url', 'apiKey', 'body', 'command']);

/** Whether what is written in a field of a scenario, as far as it is refused, is better not shown. */
export function mayHoldSecrets(field: string): boolean {
  return guarded.has(field) || looksSecret(field);
}

/** Headers about content, which hold no credentials. */
const plainHeaders = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'cache-control',
  'content-language',
  'content-type',
  'user-agent',
]);
/** A value that names a variable and nothing else but the scheme before it. */
const namesVariable = /^(?:[A-Za-z]+ )?\{\{\s*env\.[A-Za-z0-9_]+\s*\}\}$/;
const onlyPlaceholders = /^(?:\{\{[^{}]*\}\})*$/;

/** The value of a header as it may be shown. */
export function shownHeader(name: string, value: string): string {
  return plainHeaders.has(name.toLowerCase()) || namesVariable.test(value) ? value : redacted;
}

/**
 * The URL as it may be shown: without user and password; what query, fragment and parameters of the path say only where
 * it is placeholders.
 */
export function shownUrl(text: string): string {
  return urlPieces(text)
    .map((piece) =>
      piece.kind === 'open' || (piece.kind === 'value' && onlyPlaceholders.test(piece.text)) ? piece.text : redacted,
    )
    .join('');
}

/** An argument as it may be shown: `--token=abc`, `TOKEN=abc` and what comes after `--token` are not. */
export function shownArgument(text: string, before: string | undefined): string {
  const [, name, value] = /^([^=\s]*)=(.*)$/s.exec(text) ?? [];
  if (name !== undefined && looksSecret(name)) return value === '' ? text : `${name}=${redacted}`;
  if (before !== undefined && /^--?\w[\w-]*$/.test(before) && looksSecret(before) && !text.startsWith('-'))
    return redacted;
  const [, flag, url] = /^(--?[^=\s]*=)?([a-z][a-z0-9+.-]*:\/\/.*)$/is.exec(text) ?? [];
  if (url !== undefined) return (flag ?? '') + shownUrl(url);
  return text.replaceAll(/([?&][^=&#]*=)([^&#]*)/g, (whole, key: string, said: string) =>
    onlyPlaceholders.test(said) ? whole : key + redacted,
  );
}

/** A body to be shown: without values under secret-looking names, also in a text that is JSON. */
export function shownBody(name: string, value: Json): Json {
  if (Array.isArray(value)) return value.map((item) => shownBody(name, item));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shownBody(key, item)]));
  if (value === null || (typeof value === 'string' && namesVariable.test(value))) return value;
  if (looksSecret(name)) return redacted;
  return typeof value === 'string' ? shownText(value) : value;
}

function shownText(text: string): string {
  const inside = structureIn(text);
  if (inside !== undefined) {
    const shown = JSON.stringify(shownBody('', inside));
    // Of a field that stands twice only the last is looked at.
    return shown === JSON.stringify(inside) ? withoutPairs(text) : shown;
  }
  // A form.
  return withoutPairs(text).replaceAll(/(?<![^&=\s])([^&=\s]+)=([^&\s]+)/g, (pair, key: string) =>
    looksSecret(key) ? `${key}=${redacted}` : pair,
  );
}

/** The list or object that a text is in JSON. */
export function structureIn(text: string): Json | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return typeof value === 'object' && value !== null && !isDeeper(value, maxLevels) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A field and its value in a text that only its placeholders keep from being JSON, or that is several values of it. */
export const jsonPair = /(?<!\\)"((?:[^"\\]|\\.)*)"\s*:\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"[\]{}]+))/g;

function withoutPairs(text: string): string {
  return text.replaceAll(jsonPair, (pair, key: string, written = '', bare = '') =>
    looksSecret(key) && bare !== 'null' && !namesVariable.test(written as string)
      ? `${JSON.stringify(key)}:"${redacted}"`
      : pair,
  );
}
