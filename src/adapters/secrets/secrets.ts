import { Failure, UsageError } from '../../model/errors.js';
import type { Json } from '../../model/json.js';
import { Hidden, redacted } from './hidden.js';
import { printable } from '../../lib/text.js';

/** A text as it may appear where something quotes it: as it is, in a URL, in a form, in JSON, in HTML, in base64. */
export function formsOf(text: string): string[] {
  const json = JSON.stringify(text).slice(1, -1);
  const wellFormed = Buffer.from(text).toString(); // or encoding throws
  const inUrl = encodeURIComponent(wellFormed);
  return [
    text,
    printable(text),
    inUrl,
    inUrl.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    inUrl.replaceAll('%20', '+'),
    encodeURI(wellFormed),
    json,
    json.replaceAll('/', String.raw`\/`),
    json.replaceAll(/[^\0-\u007f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
    inHtml(text),
    ...inBase64(text),
  ].filter((form) => form.length >= shortest);
}

/** Min characters: shorter texts would be found by chance. */
export const shortest = 6;

function inHtml(text: string): string {
  const names: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replaceAll(/[&<>"']/g, (character) => names[character]!);
}

/**
 * What a text looks like anywhere in a text that is encoded in base64, as a password does in `user:password`: by how
 * many bytes are before it, modulo three. Characters that what stands around it has a part in are left out; with them
 * where nothing does, as in basic credentials.
 */
function inBase64(text: string): string[] {
  const bytes = Buffer.from(text);
  const parts = [0, 1, 2].flatMap((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]);
    const last = Math.floor((whole.length * 8) / 6);
    const part = whole.toString('base64').slice(Math.ceil((before * 8) / 6), last);
    return [part, part.replaceAll('+', '-').replaceAll('/', '_')];
  });
  return [bytes.toString('base64'), ...parts];
}

/** So many secrets are looked for; more than environments have. */
const maxSecrets = 1_000;
/** Of a secret of several lines each line of this length is one. */
const longLine = 16;
/** Of a secret that a cut goes through, so many characters are enough to know it by. */
const leastCut = 4;

/** The secrets of a scenario, and how they are removed from texts of sources and servers. */
export class Secrets {
  readonly #values: ReadonlySet<string>;
  /** Every form of every secret, the longest first: the first that fits at a place is the longest that does. */
  readonly #forms: readonly string[];
  readonly #any: RegExp | undefined;

  /**
   * Texts of less than 6 characters are not looked for, nor what is found in `[redacted]` itself. The first ones count
   * where there are too many.
   */
  constructor(values: Iterable<string>) {
    const texts = [...values].flatMap((value) => [
      value.trim(),
      ...value.split(/[\r\n]+/).filter((line) => line.length >= longLine),
    ]);
    this.#values = new Set(
      texts.filter((text) => text.length >= shortest && !redacted.includes(text)).slice(0, maxSecrets),
    );
    this.#forms = [...new Set([...this.#values].flatMap(formsOf))].toSorted((a, b) => b.length - a.length);
    this.#any = this.#forms.length === 0 ? undefined : new RegExp(this.#forms.map(escaped).join('|'));
  }

  /**
   * The text with `[redacted]` where a secret stands in any of its forms, and where a cut, which `…` marks, has left a
   * part of one.
   */
  redact(text: string): string {
    const whole = this.#withoutWhole(text);
    return whole.includes('…') ? this.#withoutCut(whole) : whole;
  }

  /**
   * The same, of cuts only those at an end, for all texts in a value, keys included; the value itself where there is
   * none.
   */
  redactIn<T>(value: T): T {
    return this.#any === undefined ? value : (this.#inJson(value as Json) as T);
  }

  /**
   * Anything thrown as a failure with secrets removed from its message; itself where it has none. Errors that are no
   * failures become failures of kind `kind`.
   */
  cleaned(thrown: unknown, kind: Failure['kind']): Failure {
    const failure = Failure.from(thrown, kind);
    const message = this.redact(failure.message);
    return message === failure.message ? failure : new Failure(failure.kind, message, failure);
  }

  /** A UsageError without secrets; anything else as it was thrown. */
  cleanedError(thrown: unknown): unknown {
    return thrown instanceof UsageError ? new UsageError(this.redact(thrown.message)) : thrown;
  }

  #inJson(value: Json): Json {
    if (typeof value === 'string') return value.endsWith('…') ? this.redact(value) : this.#withoutWhole(value);
    if (typeof value === 'number') return this.#values.has(String(value)) ? redacted : value;
    if (value === null || typeof value !== 'object') return value;
    if (value instanceof Hidden) return this.#hiddenMore(value) as unknown as Json;
    if (Array.isArray(value)) {
      const items = value.map((item) => this.#inJson(item));
      return items.every((item, i) => item === value[i]) ? value : items;
    }
    const entries = Object.entries(value).map(([key, item]) => [this.#withoutWhole(key), this.#inJson(item)] as const);
    const same = Object.entries(value).every(([key, item], i) => entries[i]![0] === key && entries[i]![1] === item);
    return same ? value : Object.fromEntries(entries);
  }

  /** What is hidden in part may show what is a secret by its value. */
  #hiddenMore(hidden: Hidden<Json>): Hidden<Json> {
    const shown = this.#inJson(hidden.toJSON());
    return shown === hidden.toJSON() ? hidden : new Hidden(hidden.reveal(), shown);
  }

  #withoutWhole(text: string): string {
    return this.#any?.test(text) === true ? withoutMatches(text, this.#any) : text;
  }

  #withoutCut(text: string): string {
    const parts = text.split('…');
    return parts
      .map((part, i) => {
        const begun = i > 0 ? this.#cutLength(part, (form, length) => part.startsWith(form.slice(-length))) : 0;
        const rest = begun > 0 ? redacted + part.slice(begun) : part;
        const left =
          i < parts.length - 1 ? this.#cutLength(rest, (form, length) => rest.endsWith(form.slice(0, length))) : 0;
        return left > 0 ? rest.slice(0, rest.length - left) + redacted : rest;
      })
      .join('…');
  }

  /** How many characters beside a cut are of a secret: the most that fit. */
  #cutLength(part: string, fits: (form: string, length: number) => boolean): number {
    let most = 0;
    for (const form of this.#forms) {
      for (let length = Math.min(form.length - 1, part.length); length >= leastCut && length > most; length--)
        if (fits(form, length)) most = length;
    }
    return most;
  }
}

/** Two may overlap: whatever a match covers is left out. */
function withoutMatches(text: string, any: RegExp): string {
  let left = '';
  let done = 0;
  for (const { index, 1: { length } = '' } of text.matchAll(new RegExp(`(?=(${any.source}))`, 'g'))) {
    if (index >= done) left += text.slice(done, index) + redacted;
    done = Math.max(done, index + length);
  }
  return left + text.slice(done);
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}
