/** What an attribute says; undefined where there is nothing to say. */
export type Value = string | number | boolean | undefined;

/** An attribute as OTLP has it in JSON, where a whole number is text. */
export interface Attribute {
  readonly key: string;
  readonly value:
    | { readonly stringValue: string }
    | { readonly intValue: string }
    | { readonly doubleValue: number }
    | { readonly boolValue: boolean };
}

/**
 * Attributes of OTLP. Numbers are whole where their name says that they count something, so that a name has one type in
 * all traces.
 */
export function attributesOf(values: Readonly<Record<string, Value>>): Attribute[] {
  return Object.entries(values).flatMap(([key, value]) =>
    value === undefined ? [] : [{ key, value: valueOf(key, value) }],
  );
}

const counts = /(?:tokens|\.run)$/;

function valueOf(key: string, value: string | number | boolean): Attribute['value'] {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return counts.test(key) ? { intValue: String(value) } : { doubleValue: value };
}
