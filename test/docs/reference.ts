import type { Command, Option } from 'commander';
import { tables, type JsonSchema } from './tables.js';

// The generated parts of the reference pages, by the name that stands in the marker of each.

/** A part's Markdown, by name: `<!-- generated: NAME -->` … `<!-- end -->`. */
export function generated(): Readonly<Record<string, string>> {
  const { source, inference } = tables.policies;
  return {
    modes: table(['mode', 'how it schedules the steps', 'runs by default'], modeRows()),
    faults: faultTable(tables.faultKinds),
    'worker-faults': faultTable(tables.workerFaultKinds),
    'sweep-parameters': table(
      ['name', 'what changes'],
      Object.entries(tables.sweepParameters).map(([name, { summary }]) => [code(name), summary]),
    ),
    figures: figureTable(tables.figures),
    'source-figures': figureTable(tables.sourceFigures),
    statistics: statisticTable(),
    'exit-codes': exitCodeTable(),
    commands: commandReference(tables.program()),
    'scenario-fields': fieldTable(tables.scenario),
    ...scenarioParts(),
    ...Object.fromEntries(variantsOf(source).map((policy) => [`policy-${typeName(policy)}`, fieldTable(policy, ['type'])])),
    ...Object.fromEntries(inferenceOnly(source, inference).map((policy) => [`inference-policy-${typeName(policy)}`, fieldTable(policy, ['type'])])),
    ...Object.fromEntries(Object.entries(tables.documents).map(([name, schema]) => [`document-${name}`, documentTable(name, schema)])),
  };
}

function modeRows(): string[][] {
  return Object.entries(tables.modes).map(([name, { summary, byDefault }]) => [code(name), summary, byDefault ? 'yes' : 'no']);
}

function faultTable(kinds: Readonly<Record<string, { readonly summary: string; readonly argument: string; readonly remedy?: string }>>): string {
  const rows = Object.entries(kinds).map(([name, { summary, argument, remedy = '' }]) => [code(written(name, argument)), summary, remedy]);
  return table(['fault', 'what it does', 'its argument'], rows);
}

/** `slow:DURATION`, or `crash[:SHARE]` where the argument may be left out. */
function written(name: string, argument: string): string {
  if (argument === '') return name;
  return argument.startsWith('[') ? `${name}[:${argument.slice(1)}` : `${name}:${argument}`;
}

const units = { ms: 'duration', share: 'share, 0 to 1', ratio: 'ratio', count: 'number' } as const;

function figureTable(figures: (typeof tables)['figures']): string {
  const rows = Object.entries(figures).map(([name, { unit, better, typical, summary }]) => [code(name), units[unit], better, typical, summary]);
  return table(['figure', 'unit', 'better', 'typical statistic', 'definition'], rows);
}

function statisticTable(): string {
  const rows = tables.statistics.map(({ name, summary, needs, intervalNeeds, runsToBound }) => {
    return [code(name), summary, String(needs), String(runsToBound ?? Math.max(needs, intervalNeeds ?? 0))];
  });
  return table(['statistic', 'definition', 'runs on simulated time', 'runs on real time'], rows);
}

function exitCodeTable(): string {
  const rows = [...tables.exitCodesHelp.matchAll(/^ {2}(\d+) +(.+)$/gm)].map(([, number, meaning]) => [number!, meaning!]);
  return table(['code', 'meaning'], rows);
}

/** A section for each command of a program: its arguments, its flags in their groups, and its examples. */
export function commandReference(program: Command): string {
  return shownCommands(program)
    .map((command) => {
      const title = `### ${pathOf(command)}`;
      const usage = `\`\`\`text\n${pathOf(command)} ${command.usage()}\n\`\`\``;
      return [title, sentence(command.description()), usage, argumentTable(command), ...flagTables(command), examplesOf(command)].filter(Boolean).join('\n\n');
    })
    .join('\n\n');
}

function shownCommands(command: Command): Command[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .filter((one) => one.name() !== 'help')
    .flatMap((one) => (one.commands.length === 0 ? [one] : [...(one.registeredArguments.length > 0 ? [one] : []), ...shownCommands(one)]));
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

function argumentTable({ registeredArguments }: Command): string {
  const rows = registeredArguments.map((one) => {
    const name = one.required ? `<${one.name()}>` : `[${one.name()}]`;
    return [code(name), one.description, choicesOf(one.argChoices), defaultOf(one.defaultValue, one.defaultValueDescription)];
  });
  return rows.length === 0 ? '' : trimmed(['argument', 'what it is', 'one of', 'default'], rows);
}

function flagTables(command: Command): string[] {
  const options = command.options.filter(({ hidden }) => !hidden);
  const headings = [...new Set(options.map(({ helpGroupHeading = '' }) => helpGroupHeading))];
  return headings.map((heading) => {
    const group = options.filter(({ helpGroupHeading = '' }) => helpGroupHeading === heading);
    const flags = trimmed(['flag', 'what it does', 'one of', 'default'], group.map(flagRow));
    return heading === '' ? flags : `**${heading.replace(/:$/, '')}**\n\n${flags}`;
  });
}

function flagRow({ flags, description, argChoices, defaultValue, defaultValueDescription }: Option): string[] {
  return [code(flags), description, choicesOf(argChoices), defaultOf(defaultValue, defaultValueDescription)];
}

function choicesOf(choices: readonly string[] | undefined): string {
  return (choices ?? []).map(code).join(', ');
}

function defaultOf(value: unknown, description: string | undefined): string {
  if (description !== undefined) return description;
  const nothing = value === undefined || typeof value === 'boolean' || (Array.isArray(value) && value.length === 0);
  return nothing ? '' : code(typeof value === 'string' ? value : JSON.stringify(value));
}

/** The examples that stand behind a command's help. */
function examplesOf(command: Command): string {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
  const [, examples] = /^Examples?:\n((?: {2}.*\n?)+)/m.exec(help) ?? [];
  return examples === undefined ? '' : `\`\`\`sh\n${examples.replaceAll(/^ {2}/gm, '').trimEnd()}\n\`\`\``;
}

/** The parts of a scenario that have fields of their own. */
function scenarioParts(): Record<string, string> {
  const { sources, inference, limits, blockLoop } = tables.scenario.properties!;
  const [aSource, anInference] = [variantsOf(sources!.items!), variantsOf(inference!)];
  const [common, commonInference] = [commonFields(aSource), commonFields(anInference)];
  const { latency, payload, faults } = aSource[0]!.properties!;
  const shapes = variantsOf(latency!).filter(({ properties }) => properties !== undefined);
  return {
    'scenario-limits': fieldTable(limits!),
    'scenario-block-loop': fieldTable(objectIn(blockLoop!.items!)),
    'scenario-fault': fieldTable(objectIn(faults!.items!)),
    'scenario-payload': fieldTable(payload!),
    'scenario-latency': table(
      ['`type`', 'fields'],
      shapes.map((shape) => [code(typeName(shape)), fieldList(shape)]),
    ),
    'scenario-source': fieldTable(aSource[1]!, ['type', ...without(aSource[1]!, common)]),
    ...Object.fromEntries(aSource.slice(1).map((one) => [`source-${typeName(one)}`, fieldTable(one, ['type', ...common])])),
    'scenario-inference': fieldTable(anInference[0]!, ['type', ...without(anInference[0]!, commonInference)]),
    ...Object.fromEntries(anInference.map((one) => [`inference-${typeName(one)}`, fieldTable(one, ['type', ...commonInference])])),
  };
}

/** The names of the fields that all variants have alike, their defaults and whether they are required aside. */
function commonFields(variants: readonly JsonSchema[]): string[] {
  const [first, ...others] = variants.map((variant) => Object.keys(variant.properties!));
  return first!
    .filter((name) => name !== 'type' && name !== 'cost' && others.every((names) => names.includes(name)))
    .concat(variants.every(({ properties }) => JSON.stringify(properties!['cost']) === JSON.stringify(variants[0]!.properties!['cost'])) ? ['cost'] : []);
}

function without({ properties }: JsonSchema, names: readonly string[]): string[] {
  return Object.keys(properties!).filter((name) => !names.includes(name));
}

/** The alternatives of a union, those of unions in it among them. */
function variantsOf(schema: JsonSchema): readonly JsonSchema[] {
  const alternatives = schema.oneOf ?? schema.anyOf;
  return alternatives === undefined ? [schema] : alternatives.flatMap(variantsOf);
}

function objectIn(schema: JsonSchema): JsonSchema {
  return variantsOf(schema).find(({ properties }) => properties !== undefined)!;
}

function inferenceOnly(source: JsonSchema, inference: JsonSchema): readonly JsonSchema[] {
  const known = new Set(variantsOf(source).map(typeName));
  return variantsOf(inference).filter((policy) => !known.has(typeName(policy)));
}

function typeName({ properties }: JsonSchema): string {
  return String(properties!['type']!.const);
}

function fieldTable(schema: JsonSchema, leaveOut: readonly string[] = []): string {
  const rows = Object.entries(schema.properties!)
    .filter(([name]) => !leaveOut.includes(name) && name !== '$schema')
    .flatMap(([name, field]) => fieldRows(name, field, schema.required?.includes(name) === true));
  return rows.length === 0 ? 'No fields of its own.' : table(['field', 'type', 'default', 'what it says'], rows);
}

/** A row for a field, and one for each field of the object that it may be. */
function fieldRows(name: string, field: JsonSchema, required: boolean): string[][] {
  const row = [code(name), typeOf(field), required ? 'required' : defaultText(field), descriptionOf(field)];
  const inner = variantsOf(field).filter(({ properties }) => properties !== undefined);
  if (inner.length !== 1 || shapesElsewhere.has(name)) return [row];
  const [{ properties, required: needed }] = inner as [JsonSchema];
  return [row, ...Object.entries(properties!).flatMap(([key, value]) => fieldRows(`${name}.${key}`, value, needed?.includes(key) === true))];
}

/** Fields whose shape has a table of its own. */
const shapesElsewhere = new Set(['limits', 'payload', 'sources', 'inference', 'latency']);

function fieldList(schema: JsonSchema): string {
  return Object.entries(schema.properties!)
    .filter(([name]) => name !== 'type')
    .map(([name, field]) => `${code(name)} (${typeOf(field)})`)
    .join(', ');
}

function descriptionOf({ description = '' }: JsonSchema): string {
  return description.startsWith('Milliseconds, or text') ? '' : description;
}

function typeOf(schema: JsonSchema): string {
  const { type, items, properties, additionalProperties } = schema;
  if (schema.const !== undefined) return code(JSON.stringify(schema.const));
  if (schema.enum !== undefined) return choicesText(schema.enum.map(String));
  if (Array.isArray(type)) return isDuration(schema) ? 'duration' : type.map((one) => typeOf({ ...schema, type: one })).join(' or ');
  if (schema.anyOf !== undefined || schema.oneOf !== undefined) return alternativesOf(schema);
  if (type === 'array') return items === undefined ? 'list' : `list of ${typeOf(items)}`;
  if (properties !== undefined) return 'object';
  if (additionalProperties) return `object of ${typeOf(additionalProperties)}`;
  if (type === 'string') return schema.format === 'date-time' ? 'time (ISO 8601)' : 'text';
  if (type === 'integer' || type === 'number') return numberType(schema);
  return type === undefined ? 'any JSON' : String(type);
}

/** The values of an enumeration; those that are kinds of failure, of which there are many, by one link. */
function choicesText(values: readonly string[]): string {
  const failures: readonly string[] = tables.failureKinds;
  const others = failures.every((kind) => values.includes(kind)) ? values.filter((value) => !failures.includes(value)) : values;
  return [...others.map(code), ...(others === values ? [] : ['a [kind of failure](faults.md#kinds-of-failure)'])].join(', ');
}

function isDuration({ type }: JsonSchema): boolean {
  return Array.isArray(type) && type.includes('number') && type.includes('string');
}

/** What a union may be, each once. Fields whose alternatives are told apart by `type` are named by that. */
function alternativesOf(schema: JsonSchema): string {
  const kinds = [...new Set(variantsOf(schema).map((one) => (one.properties?.['type']?.const === undefined ? typeOf(one) : 'object with a `type`')))];
  return kinds.length === 1 ? kinds[0]! : `${kinds.slice(0, -1).join(', ')} or ${kinds.at(-1)}`;
}

function numberType({ type, minimum, maximum, exclusiveMinimum }: JsonSchema): string {
  const bounds = [
    ...(exclusiveMinimum === undefined ? [] : [`above ${exclusiveMinimum}`]),
    ...(minimum === undefined || minimum < -1e9 ? [] : [`from ${grouped(minimum)}`]),
    ...(maximum === undefined || maximum > 1e9 ? [] : [`to ${grouped(maximum)}`]),
  ];
  return [type === 'integer' ? 'whole number' : 'number', ...bounds].join(' ');
}

function grouped(value: number): string {
  return value.toLocaleString('en-GB');
}

function defaultText(field: JsonSchema): string {
  if (field.default === undefined || JSON.stringify(field.default) === '{}') return '';
  if (isDuration(field) && typeof field.default === 'number') return code(durationText(field.default));
  return code(JSON.stringify(field.default));
}

function durationText(ms: number): string {
  return ms > 0 && ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}

/** Parts of documents that are described elsewhere, and where. */
const partsElsewhere: Readonly<Record<string, string>> = {
  scenario: 'the [scenario](scenario.md) with its defaults; durations in milliseconds',
  run: 'as `modes[].runs[]` of a [report](#report)',
  unchangedRun: 'as `modes[].runs[]` of a [report](#report)',
};

/** Where a part of a document is described, if not under its own name. */
function elsewhereOf(document: string, name: string, field: JsonSchema): string | undefined {
  if (!hasFields(field)) return undefined;
  if (name === 'whatIf' && document !== 'what-if') return 'as `whatIf` of a [what-if document](#what-if)';
  const inReport = document !== 'report' && JSON.stringify(field) === JSON.stringify(tables.documents['report']!.properties![name]);
  return partsElsewhere[name] ?? (inReport ? `as \`${name}\` of a [report](#report)` : undefined);
}

/** A row for each field of a document, however deep. */
function documentTable(document: string, schema: JsonSchema): string {
  const rowsOf = (path: string, field: JsonSchema): string[][] => {
    const elsewhere = elsewhereOf(document, path.slice(path.lastIndexOf('.') + 1).replaceAll('[]', ''), field);
    if (elsewhere !== undefined) return [[code(path), typeOf(field), elsewhere]];
    const inner = childrenOf(path, field).flatMap(([child, schemaOfIt]) => rowsOf(child, schemaOfIt));
    return [[code(path), typeOf(field), field.description ?? ''], ...inner];
  };
  return table(
    ['field', 'type', 'what it says'],
    Object.entries(schema.properties!).flatMap(([field, inner]) => rowsOf(field, inner)),
  );
}

function hasFields(schema: JsonSchema): boolean {
  return variantsOf(schema).some(({ properties, items }) => properties !== undefined || (items !== undefined && hasFields(items)));
}

/** The fields under a path: of an object, of the items of a list, of all alternatives together. */
function childrenOf(path: string, schema: JsonSchema): (readonly [path: string, field: JsonSchema])[] {
  const found = variantsOf(schema).flatMap(({ properties, items, additionalProperties }) => [
    ...Object.entries(properties ?? {}).map(([name, field]) => [`${path}.${name}`, field] as const),
    ...(items === undefined ? [] : childrenOf(`${path}[]`, items)),
    ...(additionalProperties ? childrenOf(`${path}.NAME`, additionalProperties) : []),
  ]);
  const names = [...new Set(found.map(([name]) => name))];
  return names.map((name) => [name, oneOf(found.filter(([other]) => other === name).map(([, field]) => field))]);
}

/** What a field is that alternatives state each for itself. */
function oneOf(fields: readonly JsonSchema[]): JsonSchema {
  const [first, ...others] = fields as [JsonSchema, ...JsonSchema[]];
  const alike = others.every((field) => JSON.stringify(field) === JSON.stringify(first));
  return alike ? first : { anyOf: fields, ...(first.description !== undefined && { description: first.description }) };
}

function sentence(text: string): string {
  if (text === '') return '';
  return `${text[0]!.toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}

function code(text: string): string {
  return `\`${text}\``;
}

/** A table without the columns in which nothing stands. */
function trimmed(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const kept = header.flatMap((_, i) => (i < 2 || rows.some((row) => row[i] !== '') ? [i] : []));
  return table(
    kept.map((i) => header[i]!),
    rows.map((row) => kept.map((i) => row[i]!)),
  );
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ')).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}
