import { formatDuration } from '../../../lib/duration.js';
import { clip, percent, printable } from '../../../lib/text.js';
import { makespanText } from '../../../render/sweep/figures.js';
import type { ResilienceReport } from '../../../results/documents/resilience.js';
import { HeatMap, stripesNote, type Cell, type Side } from '../../parts/charts/heat-map.js';

type Combination = ResilienceReport['lattice']['combinations'][number];
type State = Combination['states'][number];

const marks: Readonly<Record<State, { readonly mark: string; readonly words: string }>> = {
  healthy: { mark: '✓', words: 'healthy' },
  error: { mark: '✗', words: 'fails at once' },
  hang: { mark: '∞', words: 'never answers' },
  slow: { mark: '≈', words: 'three times slower' },
};
const states = Object.keys(marks) as State[];

/**
 * Every combination of the sources' states as two heat maps: how complete the answer is, and how long it takes; nothing
 * where not all of them were tried.
 */
export function Lattice({ report: { scenario, lattice } }: { report: ResilienceReport }) {
  const names = scenario.sources.map(({ name }) => name);
  if (lattice.combinations.length !== states.length ** names.length) return null;
  const half = Math.floor(names.length / 2);
  const side = (name: string): Side => ({ name, states: states.map((state) => marks[state]) });
  const [rows, columns] = [names.slice(0, half).map(side), names.slice(half).map(side)];
  const byStates = new Map(lattice.combinations.map((one) => [one.states.join(), one]));
  const found = (down: readonly number[], across: readonly number[]): Combination | undefined =>
    byStates.get([...down, ...across].map((i) => states[i]).join());
  const longest = Math.max(...lattice.combinations.map(({ makespanMs }) => makespanMs), 1e-9);
  const shortest = Math.min(...lattice.combinations.map(({ makespanMs }) => makespanMs), longest);
  const cell =
    (what: (one: Combination) => Omit<Cell, 'title'>) => (down: readonly number[], across: readonly number[]) => {
      const one = found(down, across);
      return one && { ...what(one), title: titleOf(one, names) };
    };
  return (
    <>
      <ul className="legend" aria-label="States of a source">
        {states.map((state) => (
          <li key={state}>
            <span className="mark">{marks[state].mark}</span> {marks[state].words}
          </li>
        ))}
      </ul>
      <HeatMap
        caption="Completeness of the answer; the redder, the less of it"
        rows={rows}
        columns={columns}
        colour="--fail"
        cell={cell(({ completeness }) => ({ text: percent(completeness), heat: 1 - completeness }))}
      />
      <HeatMap
        caption={`Makespan; the stronger the colour, the longer. ${stripesNote}`}
        rows={rows}
        columns={columns}
        colour="--accent"
        cell={cell(({ makespanMs, completeness }) => ({
          text: makespanText({ makespanMs, completeness }).replace(' (', '\n('),
          heat: (makespanMs - shortest) / (longest - shortest || 1),
          missing: 1 - completeness,
        }))}
      />
    </>
  );
}

function titleOf({ states: each, makespanMs, completeness }: Combination, names: readonly string[]): string {
  const where = each.map((state, i) => `${clip(printable(names[i]!), 60)}: ${marks[state].words}`);
  return [...where, `completeness ${percent(completeness)} after ${formatDuration(makespanMs)}`].join('\n');
}
