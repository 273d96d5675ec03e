import { UsageError } from '../model/errors.js';
import { variablesIn, type Environment } from './template.js';

/** A text of a scenario that may name variables of the environment, and where it stands. */
export interface NamedText {
  /** As in `sources.0.headers.authorization`. */
  readonly field: string;
  readonly text: string;
}

/**
 * A UsageError for variables that texts name and the environment does not have: all of them, each in a line with the
 * fields that name it.
 */
export function refuseMissingVariables(texts: readonly NamedText[], env: Environment): void {
  const missing = new Map<string, Set<string>>();
  for (const { field, text } of texts) {
    for (const name of variablesIn(text)) {
      if (env[name] === undefined) missing.set(name, (missing.get(name) ?? new Set()).add(field));
    }
  }
  if (missing.size === 0) return;
  const lines = [...missing].map(([name, fields]) => `  ${name}, for ${short([...fields])}`);
  throw new UsageError(
    [`not set in the environment: set ${missing.size === 1 ? 'it' : 'them'} and run again`, ...lines].join('\n'),
  );
}

function short(fields: readonly string[]): string {
  const more = fields.length - 3;
  return [...fields.slice(0, 3), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
