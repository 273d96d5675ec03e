import { clip } from './text.js';
import { parse, printParseErrorCode, type ParseError } from 'jsonc-parser';

/** Where a text stops being JSON, and what is wrong there. */
export interface JsonProblem {
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly problem: string;
}

/**
 * Finds what is wrong with a text that is not JSON, with comments and trailing commas where `lenient`. Undefined where
 * it is nested so deeply that looking for it is not possible.
 */
export function jsonProblem(text: string, lenient = false): JsonProblem | undefined {
  const errors: ParseError[] = [];
  try {
    parse(text, errors, { disallowComments: !lenient, allowTrailingComma: lenient });
  } catch (thrown) {
    if (thrown instanceof RangeError) return undefined; // this parser calls itself once a level
    throw thrown;
  }
  const [first] = errors;
  const before = text.slice(0, first?.offset ?? text.length).split('\n');
  const problem = first === undefined ? 'InvalidJson' : printParseErrorCode(first.error);
  return { line: before.length, column: before.at(-1)!.length + 1, problem: inWords(problem) };
}

/** `CloseBraceExpected` as `close brace expected`. */
function inWords(code: string): string {
  return code.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();
}

/**
 * A value as JSON, cut to so many characters, for a message that says what was refused. Only the beginning of a large
 * one is looked at. Of fields that `hides` admits only the names are shown.
 */
export function inJson(value: unknown, length: number, hides: (field: string) => boolean = () => false): string {
  let left = 4 * length;
  const text = JSON.stringify(value, (field, inner: unknown) => {
    if (left-- <= 0) return undefined;
    if (hides(field)) return '…';
    if (typeof inner === 'string') return inner.slice(0, 2 * length);
    return Array.isArray(inner) ? inner.slice(0, length) : inner;
  }) as string | undefined;
  return clip((text ?? String(value)).slice(0, 4 * length), length);
}

/** Deeper data is refused: what walks through it later calls itself once a level. Far above what people write. */
export const maxLevels = 100;

/**
 * Whether lists and objects lie in each other more than so many levels deep. Does not call itself, so no depth is too
 * much for it.
 */
export function isDeeper(value: unknown, levels: number): boolean {
  const left: [value: unknown, level: number][] = [[value, 0]];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const [at, level] = next;
    if (typeof at !== 'object' || at === null) continue;
    if (level === levels) return true;
    for (const inner of Object.values(at))
      if (typeof inner === 'object' && inner !== null) left.push([inner, level + 1]);
  }
  return false;
}
