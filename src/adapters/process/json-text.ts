import { isDeeper, maxLevels } from '../../lib/json.js';
import { jsonProblem } from '../../lib/json-problem.js';
import { clip, printable } from '../../lib/text.js';
import { Failure } from '../../model/errors.js';
import type { Json } from '../../model/json.js';

/**
 * How much is shown of the line that is not JSON. Cut by `clip`, whose mark says to whom removes secrets that one may
 * go on there.
 */
const shownLength = 80;

/**
 * Parses JSON. Throws a Failure of kind `malformed` that says where the text stops being JSON, and shows that place.
 */
export function jsonOf(text: string, says: string): Json {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    throw new Failure('malformed', `${says} no JSON: ${whereNot(text)}`);
  }
  if (isDeeper(value, maxLevels)) throw new Failure('malformed', `${says} ${tooDeep}`);
  return value;
}

const tooDeep = `JSON that is nested more than ${maxLevels} levels deep`;

/** `line 2, column 15: value expected in 'Hello'`. */
function whereNot(text: string): string {
  const found = jsonProblem(text);
  if (found === undefined) return tooDeep;
  const { line, column, problem } = found;
  const written = text.split('\n', line).at(-1)!.trim();
  return (
    `line ${line}, column ${column}: ` +
    `${problem}${written === '' ? '' : ` in '${clip(printable(written.slice(0, 4 * shownLength)), shownLength)}'`}`
  );
}
