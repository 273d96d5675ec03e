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

/** The value of JSON with comments and trailing commas. Throws a SyntaxError where it is none. */
export function lenientValue(text: string): unknown {
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  if (errors.length > 0) throw new SyntaxError('not JSON');
  return value;
}
