import { UsageError } from '../model/errors.js';
import type { Fault } from '../faults/index.js';
import { suggestion, printable } from '../lib/text.js';
import { fault, flagValue } from './fields/fault.js';
import type { Scenario } from './schema.js';
import { maxFaults } from './fields/source.js';

/**
 * A scenario in which the faults of `texts` (`NAME`, `NAME=KIND:ARGUMENT@FROM..UNTIL%RATE`) belong to their sources.
 * `where` names the flag or field.
 */
export function withFaults(scenario: Scenario, texts: readonly string[], where: string): Scenario {
  if (texts.length === 0) return scenario;
  const added = texts.map((text) => parseFailSource(text, scenario, where));
  const sources = scenario.sources.map((source) => {
    const own = added.filter(({ name }) => name === source.name).map((entry) => entry.fault);
    const faults = [...source.faults, ...own];
    if (faults.length > maxFaults)
      throw new UsageError(
        printable(`${where}: ${faults.length} faults of source '${source.name}'; expected at most ${maxFaults}`),
      );
    return { ...source, faults };
  });
  return { ...scenario, sources };
}

/**
 * The text that gives a source a fault. `names` are those of all sources, for another one may be called just like that
 * text.
 */
export function failSourceText(name: string, { kind, argument }: Fault, names: ReadonlySet<string>): string {
  let text = `${name}=${kind}${argument === '' ? '' : `:${argument}`}`;
  // A rate of 1 changes the text and not the fault.
  if (names.has(text)) text += '%1.0';
  while (names.has(text)) text += '0';
  return text;
}

function parseFailSource(text: string, scenario: Scenario, where: string): { name: string; fault: Fault } {
  const name = nameIn(text, scenario);
  if (name === undefined) {
    const written = text.split('=')[0]!;
    throw new UsageError(
      printable(
        `${where} ${text}: unknown source '${written}'${suggestion(
          written,
          scenario.sources.map((source) => source.name),
        )}`,
      ),
    );
  }
  const kind = text === name ? 'error' : text.slice(name.length + 1);
  return { name, fault: flagValue(fault, kind, where, text) };
}

/** The source that the text begins with; the longest one, for a name may hold an equals sign. */
function nameIn(text: string, scenario: Scenario): string | undefined {
  const names = scenario.sources
    .map((source) => source.name)
    .filter((name) => text === name || text.startsWith(`${name}=`));
  return names.toSorted((a, b) => b.length - a.length)[0];
}
