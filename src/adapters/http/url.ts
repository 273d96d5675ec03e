import { exampleValues, filled, templateProblem, variablesIn } from '../template.js';

/** A part of a URL as it is written; all of them joined are the URL. */
interface UrlPiece {
  /**
   * `user` is the user and the password, `value` what a query, a fragment or a parameter of the path says, `open`
   * anything else.
   */
  readonly kind: 'open' | 'user' | 'value';
  /** What a value stands under, where it has a name. */
  readonly name?: string;
  readonly text: string;
}

/** Scheme or leading placeholder, authority, path, query, fragment. */
const shape = /^((?:[a-z][a-z0-9+.-]*|\{\{[^{}]*\}\}):\/\/|\{\{[^{}]*\}\})?([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?$/is;

/**
 * The pieces of a URL, whether or not its placeholders are filled in. The last `@` before the path ends the user, as
 * for whoever sends it (WHATWG URL, authority state).
 */
export function urlPieces(text: string): UrlPiece[] {
  const [, scheme = '', authority = '', path = '', query = '', fragment = ''] = shape.exec(text)!;
  const at = authority.lastIndexOf('@');
  return [
    open(scheme),
    ...(at > 0 ? [{ kind: 'user', text: authority.slice(0, at) } as const] : []),
    open(authority.slice(Math.max(at, 0))),
    ...path.split(/(?=[;/])/).flatMap((part) => (/^;[^=]*=/.test(part) ? valueIn(part) : open(part))),
    ...[query, fragment].flatMap((part) => [open(part.slice(0, 1)), ...part.slice(1).split(/(&)/).flatMap(valueIn)]),
  ];
}

function open(text: string): UrlPiece {
  return { kind: 'open', text };
}

/** `name=value`, or a value without a name. */
function valueIn(part: string): UrlPiece[] {
  const nameEnd = part.indexOf('=') + 1;
  if (part === '' || part === '&') return [open(part)];
  if (nameEnd === 0) return [{ kind: 'value', text: part }];
  return [open(part.slice(0, nameEnd)), { kind: 'value', name: part.slice(0, nameEnd - 1), text: part.slice(nameEnd) }];
}

/**
 * A part of a URL without its encoding; what is no encoding of anything, such as the `%` of `100%`, stays as it is
 * written.
 */
export function decodedPart(text: string): string {
  return text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (codes) => {
    try {
      return decodeURIComponent(codes);
    } catch {
      return codes;
    }
  });
}

/** A host and a port without a scheme, perhaps with a path, as in `localhost:4318`. */
export const hostAndPort = /^(?:\[[0-9a-f:.]+\]|[a-z0-9][a-z0-9.-]+):\d{1,5}(?:\/|$)/i;

const expected = 'expected an http or https URL such as https://api.example.com/weather?city={{city}}';

/**
 * What is wrong with a URL without placeholders, or undefined. Stricter than `URL`, which takes texts that people do
 * not read as a URL.
 */
export function urlProblem(text: string): string | undefined {
  if (/[\s\p{Cc}]/u.test(text)) return 'expected a URL without spaces and control characters (%20 is a space)';
  return /^https?:\/\/[^/\\?#]+(?:[/?#]|$)/i.test(text) && URL.canParse(text) ? undefined : expected;
}

/**
 * What is wrong with a URL, as far as can be told before its placeholders are filled in. What is written is not shown.
 */
export function urlTemplateProblem(text: string): string | undefined {
  const unknown = templateProblem(text);
  if (unknown !== undefined) return unknown;
  const [scheme, ...rest] = urlPieces(text);
  // A variable that begins a URL is its scheme, or as much of it as that holds.
  const whole = !text.startsWith('{{') || scheme!.text.endsWith('://');
  const host = whole ? rest.find(({ kind }) => kind === 'open')!.text : '';
  if (/\{\{(?!\s*env\.)/.test(scheme!.text + host)) return `expected ${knownHost}`;
  const example = text.startsWith('{{') ? `http://${whole ? '' : '1/'}${text.slice(scheme!.text.length)}` : text;
  return urlProblem(
    filled(example, exampleValues('1'), Object.fromEntries(variablesIn(text).map((name) => [name, '1']))),
  );
}

/** Allowed schemes and hosts of a URL: its server gets the secrets in it. */
export const knownHost = 'only variables in the scheme and the host of a URL, as in {{env.BASE_URL}}/weather';
