import { code } from './markdown.js';

/** A JSON Schema as zod writes it, so far as the pages read it. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | false;
  readonly required?: readonly string[];
  readonly default?: unknown;
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
}

/** The alternatives of a union, those of unions in it among them; of all else itself. */
export function variantsOf(schema: JsonSchema): readonly JsonSchema[] {
  const alternatives = schema.oneOf ?? schema.anyOf;
  return alternatives === undefined ? [schema] : alternatives.flatMap(variantsOf);
}

/** The one alternative that is an object; undefined where there are several or none. */
export function objectIn(schema: JsonSchema): JsonSchema | undefined {
  const objects = variantsOf(schema).filter(({ properties }) => properties !== undefined);
  return objects.length === 1 ? objects[0] : undefined;
}

export function hasFields(schema: JsonSchema): boolean {
  return variantsOf(schema).some(({ properties, items }) => {
    return properties !== undefined || (items !== undefined && hasFields(items));
  });
}

/** What an alternative has as its `type`. */
export function typeName({ properties }: JsonSchema): string | undefined {
  return properties?.['type']?.const as string | undefined;
}

export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** How text or a number of milliseconds is described where a field says nothing of its own. */
const anyDuration = 'Milliseconds, or text';

export function descriptionOf({ description = '' }: JsonSchema): string {
  return description.startsWith(anyDuration) ? '' : description;
}

function isDuration({ type }: JsonSchema): boolean {
  return Array.isArray(type) && type.includes('number') && type.includes('string');
}

/** The words for what a field may be. `choices` says how an enumeration is put. */
export function typeOf(schema: JsonSchema, choices: (values: readonly string[]) => string = listed): string {
  const { type, items, additionalProperties } = schema;
  if (schema.const !== undefined) return code(JSON.stringify(schema.const));
  if (schema.enum !== undefined) return choices(schema.enum.map(String));
  if (isDuration(schema)) return 'duration';
  if (Array.isArray(type)) return type.map((one: string) => typeOf({ ...schema, type: one })).join(' or ');
  if (schema.anyOf !== undefined || schema.oneOf !== undefined) return unionType(schema);
  if (type === 'array') return items === undefined ? 'list' : `list of ${typeOf(items, choices)}`;
  if (schema.properties !== undefined) return 'object';
  if (additionalProperties) return `object of ${typeOf(additionalProperties, choices)}`;
  if (type === 'string') return schema.format === 'date-time' ? 'time (ISO 8601)' : 'text';
  if (type === 'integer' || type === 'number') return numberType(schema);
  return type === undefined ? 'any JSON' : String(type);
}

export function listed(values: readonly string[]): string {
  return values.map(code).join(', ');
}

/** What a union may be, each once. Objects that are told apart by their `type` are named by that. */
function unionType(schema: JsonSchema): string {
  const nameOf = (one: JsonSchema): string => (typeName(one) === undefined ? typeOf(one) : 'object with a `type`');
  const names = [...new Set(variantsOf(schema).map(nameOf))];
  return names.length === 1 ? names[0]! : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

/** Bounds beyond this are there for safety, and of no interest. */
const boundless = 1e9;

function numberType({ type, minimum = -Infinity, maximum = Infinity, exclusiveMinimum }: JsonSchema): string {
  const words = [
    type === 'integer' ? 'whole number' : 'number',
    ...(exclusiveMinimum === undefined ? [] : [`above ${exclusiveMinimum}`]),
    ...(minimum < -boundless ? [] : [`from ${minimum.toLocaleString('en-GB')}`]),
    ...(maximum > boundless ? [] : [`to ${maximum.toLocaleString('en-GB')}`]),
  ];
  return words.join(' ');
}

/** A field's default as JSON, a duration as text; empty where it has none of its own. */
export function defaultOf(schema: JsonSchema): string {
  const { default: value } = schema;
  if (value === undefined || isSame(value, {})) return '';
  return code(isDuration(schema) && typeof value === 'number' ? durationText(value) : JSON.stringify(value));
}

function durationText(ms: number): string {
  return ms > 0 && ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}
