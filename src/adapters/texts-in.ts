import { Hidden } from './secrets/hidden.js';
import type { NamedText } from './missing-variables.js';

/** A text somewhere in a scenario. */
export interface Written {
  /** The fields that lead to it. */
  readonly path: readonly string[];
  readonly text: string;
  /** Whether it stands where secrets may stand. */
  readonly guarded: boolean;
  /** Whether it is not shown as it is. */
  readonly hidden: boolean;
}

/** Every text of a value; numbers only where they are hidden. */
export function* textsIn(
  value: unknown,
  path: readonly string[] = [],
  guarded = false,
  shown = value,
): Generator<Written> {
  if (value instanceof Hidden) yield* textsIn(value.reveal(), path, true, value.toJSON());
  else if (typeof value === 'string') yield { path, text: value, guarded, hidden: value !== shown };
  else if (typeof value === 'number' && value !== shown) yield { path, text: String(value), guarded, hidden: true };
  else if (isObject(value))
    for (const [key, item] of Object.entries(value))
      yield* textsIn(item, [...path, key], guarded, isObject(shown) ? shown[key] : shown);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Fields whose texts are templates although no secret is expected in them. */
const openTemplates = new Set(['system', 'prompt']);

/** The texts of a source or an inference that are templates, and where they stand. `where` is the path of the whole. */
export function templatesIn(part: unknown, where: string): NamedText[] {
  return [...textsIn(part)]
    .filter(({ path, guarded }) => guarded || openTemplates.has(path[0]!))
    .map(({ path, text }) => ({ field: [where, ...path].join('.'), text }));
}
