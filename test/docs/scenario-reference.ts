import { defaultOf, descriptionOf, isSame, objectIn, typeName, typeOf, variantsOf } from './json-schema.js';
import type { JsonSchema } from './json-schema.js';
import { code, table } from './markdown.js';

type Parts = Record<string, string>;

/** The tables of a scenario's fields, and of the parts of it that have fields of their own, by name. */
export function scenarioParts(scenario: JsonSchema): Parts {
  const { sources, inference, limits, blockLoop } = scenario.properties!;
  const [synthetic, ...outside] = variantsOf(sources!.items!) as [JsonSchema, ...JsonSchema[]];
  const { latency, payload, faults } = synthetic.properties!;
  const engines = variantsOf(inference!);
  return {
    'scenario-fields': fieldTable(scenario),
    'scenario-limits': fieldTable(limits!),
    'scenario-block-loop': fieldTable(objectIn(blockLoop!.items!)!),
    'scenario-source': fieldTable(outside[0]!, commonFields(outside)),
    'scenario-latency': distributionTable(latency!),
    'scenario-payload': fieldTable(payload!),
    'scenario-fault': fieldTable(objectIn(faults!.items!)!),
    'scenario-inference': fieldTable(engines[0]!, commonFields(engines)),
    ...ownParts('source', outside),
    ...ownParts('inference', engines),
  };
}

/** A table for each policy; `inference` has some of its own beside those that sources have. */
export function policyParts({ source, inference }: Record<'source' | 'inference', JsonSchema>): Parts {
  const ofSources = variantsOf(source);
  const names = new Set(ofSources.map(typeName));
  const ofInference = variantsOf(inference).filter((policy) => !names.has(typeName(policy)));
  return { ...ownParts('policy', ofSources, []), ...ownParts('inference-policy', ofInference, []) };
}

/** A table for each variant, of what it has beside what is common to all. */
function ownParts(prefix: string, variants: readonly JsonSchema[], common = commonFields(variants)): Parts {
  const own = (variant: JsonSchema): string[] => {
    return Object.keys(variant.properties!).filter((name) => name !== 'type' && !common.includes(name));
  };
  const parts = variants.map((variant) => [`${prefix}-${typeName(variant)}`, fieldTable(variant, own(variant))]);
  return Object.fromEntries(parts) as Parts;
}

/** The names of the fields that all variants have, and have alike. */
function commonFields([first, ...others]: readonly JsonSchema[]): string[] {
  const names = Object.keys(first!.properties!);
  return names.filter((name) => others.every(({ properties }) => isSame(properties![name], first!.properties![name])));
}

function distributionTable(latency: JsonSchema): string {
  const distributions = variantsOf(latency).filter(({ properties }) => properties !== undefined);
  const fieldsOf = ({ properties }: JsonSchema): string[] => {
    const fields = Object.entries(properties!).filter(([name]) => name !== 'type');
    return fields.map(([name, field]) => `${code(name)} (${typeOf(field)})`);
  };
  const rows = distributions.map((one) => [code(typeName(one)!), fieldsOf(one).join(', ')]);
  return table([code('type'), 'fields'], rows);
}

/** A row for each field of an object, all of them where none are named. */
function fieldTable({ properties, required = [] }: JsonSchema, names = Object.keys(properties!)): string {
  const isShown = (name: string): boolean => names.includes(name) && name !== 'type' && name !== '$schema';
  const shown = Object.entries(properties!).filter(([name]) => isShown(name));
  const rows = shown.flatMap(([name, field]) => fieldRows(name, field, required.includes(name)));
  return rows.length === 0 ? 'No fields of its own.' : table(['field', 'type', 'default', 'what it says'], rows);
}

/** Fields whose own fields have a table of their own. */
const tabledElsewhere = new Set(['limits', 'payload', 'sources', 'inference', 'latency']);

/** A row for a field, and one for each field of the object that it may be. */
function fieldRows(name: string, field: JsonSchema, isRequired: boolean): string[][] {
  const row = [code(name), typeOf(field), isRequired ? 'required' : defaultOf(field), descriptionOf(field)];
  const object = tabledElsewhere.has(name) ? undefined : objectIn(field);
  if (object === undefined) return [row];
  const { properties, required = [] } = object;
  const inner = Object.entries(properties!).flatMap(([key, value]) => {
    return fieldRows(`${name}.${key}`, value, required.includes(key));
  });
  return [row, ...inner];
}
