import { UsageError } from '../../model/errors.js';

/** What is wrong with an expression, and where: a column from 1, in characters. */
export class GateSyntaxError extends UsageError {
  constructor(expression: string, at: number, problem: string) {
    super(`column ${Array.from(expression.slice(0, at)).length + 1}: ${problem}`);
  }
}

/** A part of a path, and where it begins. */
export interface Segment {
  readonly text: string;
  readonly at: number;
}

const space = /\s*/y;
const word = /[\p{L}\p{N}_-]+/uy;
const quoted = /"(?:[^"\\]|\\.)*"/uy;

/** Reads an expression from left to right; white space between its parts does not matter. */
export class Scanner {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
    this.skipSpace();
  }

  /** What a pattern finds here, taken; undefined if it does not. The pattern is sticky. */
  take(pattern: RegExp): string | undefined {
    const found = this.#match(pattern);
    if (found === undefined) return undefined;
    this.at += found.length;
    this.skipSpace();
    return found;
  }

  /** A name, quoted where it holds more than letters, digits, `_` and `-`. */
  name(expected: string): Segment {
    const { at } = this;
    const plain = this.take(word);
    if (plain !== undefined) return { text: plain, at };
    const inQuotes = this.take(quoted);
    if (inQuotes !== undefined) return { text: inQuotes.slice(1, -1).replaceAll(/\\(.)/gu, '$1'), at };
    if (this.text[at] === '"') this.refuse('the name in quotes has no end; close it with "', at);
    return this.fail(`expected ${expected}`);
  }

  skipSpace(): void {
    this.at += this.#match(space)?.length ?? 0;
  }

  /** Says what stands here instead, if anything does. */
  fail(problem: string, at = this.at): never {
    const [here] = this.text.slice(at);
    throw new GateSyntaxError(
      this.text,
      at,
      here === undefined ? `${problem}, but the expression ends` : `${problem}, not '${here}'`,
    );
  }

  /** Refuses what stands at a place with words that say it all. */
  refuse(problem: string, at: number): never {
    throw new GateSyntaxError(this.text, at, problem);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    return pattern.exec(this.text)?.[0];
  }
}
