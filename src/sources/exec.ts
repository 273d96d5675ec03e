import type { Fetch } from '../model/ports.js';
import type { Json } from '../model/json.js';
import { programFor, type FoundProgram } from '../adapters/process/stated-program.js';
import { runProgram } from '../adapters/process/program.js';
import { valuesOf } from '../adapters/template.js';

/**
 * A source that is a program: it is started for every attempt, reads what it is asked as JSON, and prints its payload
 * as JSON. `argument` is what of the query it is asked with.
 */
export function execSource(program: FoundProgram, argument: 'question' | 'city'): Fetch {
  return (query, context) => {
    const { source, attempt, scope } = context;
    const { question, city, index, seed } = query;
    const input: Json = { source, question, city, index, seed, attempt, argument: query[argument] };
    return runProgram(programFor(program, valuesOf(query, context)), input, scope);
  };
}
