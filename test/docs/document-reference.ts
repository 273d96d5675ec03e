import { hasFields, isSame, listed, typeOf, variantsOf, type JsonSchema } from './json-schema.js';
import { code, table } from './markdown.js';

/** The schemas of all documents by name, and the kinds of failure, which are too many to list in each. */
interface Documents {
  readonly schemas: Readonly<Record<string, JsonSchema>>;
  readonly failureKinds: readonly string[];
}

/** A table for each document: a row for each of its fields, however deep. */
export function documentParts(documents: Documents): Record<string, string> {
  const { schemas } = documents;
  return Object.fromEntries(Object.keys(schemas).map((name) => [`document-${name}`, documentTable(name, documents)]));
}

function documentTable(document: string, { schemas, failureKinds }: Documents): string {
  const choices = (values: readonly string[]): string => choicesIn(values, failureKinds);
  const rowsOf = (path: string, field: JsonSchema): string[][] => {
    const name = path.slice(path.lastIndexOf('.') + 1).replaceAll('[]', '');
    const elsewhere = elsewhereOf(document, name, field, schemas['run']!);
    if (elsewhere !== undefined) return [[code(path), typeOf(field, choices), elsewhere]];
    const inner = childrenOf(path, field).flatMap(([child, ofChild]) => rowsOf(child, ofChild));
    return [[code(path), typeOf(field, choices), field.description ?? ''], ...inner];
  };
  const rows = Object.entries(schemas[document]!.properties!).flatMap(([name, field]) => rowsOf(name, field));
  return table(['field', 'type', 'what it says'], rows);
}

/** An enumeration, with one link for all kinds of failure where it has them all. */
function choicesIn(values: readonly string[], failureKinds: readonly string[]): string {
  if (!failureKinds.every((kind) => values.includes(kind))) return listed(values);
  const others = values.filter((value) => !failureKinds.includes(value)).map(code);
  return [...others, 'a [kind of failure](faults.md#kinds-of-failure)'].join(', ');
}

/** Parts that are described elsewhere, and where. */
const partsElsewhere: Readonly<Record<string, string>> = {
  scenario: 'the [scenario](scenario.md) with its defaults; durations in milliseconds',
  run: 'as `modes[].runs[]` of a [run](#run)',
  unchangedRun: 'as `modes[].runs[]` of a [run](#run)',
};

function elsewhereOf(document: string, name: string, field: JsonSchema, report: JsonSchema): string | undefined {
  if (!hasFields(field)) return undefined;
  if (name === 'whatIf' && document !== 'what-if') return 'as `whatIf` of a [what-if document](#what-if)';
  const inReport = document !== 'run' && isSame(field, report.properties![name]);
  return partsElsewhere[name] ?? (inReport ? `as \`${name}\` of a [run](#run)` : undefined);
}

/** The fields under a path: of an object, of the items of a list, of all alternatives together. */
function childrenOf(path: string, schema: JsonSchema): (readonly [path: string, field: JsonSchema])[] {
  const found = variantsOf(schema).flatMap(({ properties, items, additionalProperties }) => [
    ...Object.entries(properties ?? {}).map(([name, field]) => [`${path}.${name}`, field] as const),
    ...(items === undefined ? [] : childrenOf(`${path}[]`, items)),
    ...(additionalProperties ? childrenOf(`${path}.NAME`, additionalProperties) : []),
  ]);
  const names = [...new Set(found.map(([name]) => name))];
  const fieldsOf = (name: string): JsonSchema[] => found.filter(([other]) => other === name).map(([, field]) => field);
  return names.map((name) => [name, union(fieldsOf(name))]);
}

/** What a field is that alternatives state each for itself. */
function union(fields: readonly JsonSchema[]): JsonSchema {
  const [first, ...others] = fields as [JsonSchema, ...JsonSchema[]];
  if (others.every((field) => isSame(field, first))) return first;
  return { anyOf: fields, ...(first.description !== undefined && { description: first.description }) };
}
