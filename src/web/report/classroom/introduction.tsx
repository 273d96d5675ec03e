import { counted, printable } from '../../../lib/text.js';
import type { Report } from '../../../results/documents/run.js';
import { inferenceWaits } from '../../../scenario/derived.js';
import { remedies, troubleOf } from './trouble.js';
import { costText, latencyText } from './lesson.js';

const maxRows = 12;

/** The first step: the question, the sources with their latencies and costs, and the machine. */
export function Introduction({ report }: { report: Report }) {
  const { scenario, world, modes } = report;
  const sources = scenario.sources.slice(0, maxRows);
  const trouble = sources.map((source) => troubleOf(source, scenario));
  const troubled = trouble.some((words) => words !== '');
  const waits = inferenceWaits(scenario);
  return (
    <>
      <p className="lesson-small">An agent is asked</p>
      <h1>“{printable(scenario.question)}”</h1>
      <p>
        It <b>fetches</b> from {counted(scenario.sources.length, 'source')}, then <b>infers</b>: it thinks about what
        each has answered.{' '}
        {waits
          ? 'A model server does the inference.'
          : `Inference keeps a core busy; here are ${counted(world.cores, 'core')} and ` +
            `${counted(world.workers, 'worker')}.`}
      </p>
      <table className="lesson-table">
        <thead>
          <tr>
            <th scope="col">source</th>
            <th scope="col">fetching takes</th>
            <th scope="col">inference takes</th>
            {troubled && (
              <th scope="col" className="words">
                but
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {sources.map((source, i) => (
            <tr key={source.name}>
              <th scope="row">{printable(source.name)}</th>
              <td>{latencyText(source, report)}</td>
              <td>{costText(source, report)}</td>
              {troubled && <td className="words">{printable(trouble[i]!)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      {sources.length < scenario.sources.length && (
        <p>… and {counted(scenario.sources.length - sources.length, 'more source')}.</p>
      )}
      <p className="lesson-small">{printable(remedies(scenario).join(' '))}</p>
      <p>
        There {modes.length === 1 ? 'is one way' : `are ${modes.length} ways`} to arrange this work.{' '}
        <b>How long will each take?</b> Guess first, then see it happen.
      </p>
    </>
  );
}
