import { argumentOf, type ArgumentName } from '../model/query.js';
import type { Fetch } from '../model/ports.js';
import type { Json } from '../model/json.js';
import { programFor, type FoundProgram } from '../adapters/process/stated-program.js';
import { runProgram } from '../adapters/process/program.js';
import { valuesOf } from '../adapters/template.js';

/**
 * A source that is a program: it is started for every attempt, reads what it is asked as JSON, and prints its payload
 * as JSON. `argument` is what of the query it is asked with.
 */
export function execSource(program: FoundProgram, argument: ArgumentName): Fetch {
  return (query, context) => {
    const { source, attempt, scope } = context;
    const { question, index, seed } = query;
    const input: Json = {
      source,
      question,
      ...query.arguments,
      index,
      seed,
      attempt,
      argument: argumentOf(query, argument),
    };
    return runProgram(programFor(program, valuesOf(query, context)), input, scope);
  };
}
