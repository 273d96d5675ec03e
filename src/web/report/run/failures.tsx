// oxlint-disable react/no-array-index-key -- a report does not change while it is shown, so places are names enough
import { clip } from '../../../lib/text.js';
import { typicalRun } from '../../../results/typical.js';
import { errorWords, instantWords } from '../../../render/run/run-words.js';
import type { Report, RunReport } from '../../../results/documents/run.js';

/** The most entries of a mode. */
const most = 50;
const longest = 600;

/** Whether there is anything to list. */
export function somethingFailed({ modes }: Report): boolean {
  return modes
    .map(({ runs }) => typicalRun(runs))
    .some((run) => run.result.errors.length > 0 || run.instants.length > 0);
}

/** The failures and instants of the typical run of each mode, in the words of the terminal. */
export function Failures({ report }: { report: Report }) {
  const found = report.modes.map(({ mode, runs }) => ({ mode, runs: runs.length, run: typicalRun(runs) }));
  return found
    .filter(({ run }) => run.result.errors.length > 0 || run.instants.length > 0)
    .map(({ mode, runs, run }) => (
      <div key={mode}>
        <h3>
          {mode}
          {runs > 1 && <span className="aside">, the typical one of {runs} runs</span>}
        </h3>
        <FailureList run={run} />
      </div>
    ));
}

function FailureList({ run }: { run: RunReport }) {
  const lines = [
    ...run.instants.map((instant) => ({ mark: '!', what: 'instant', text: instantWords(instant) })),
    ...run.result.errors.map((error) => ({ mark: '✗', what: 'failure', text: errorWords(error, run) })),
  ];
  return (
    <ul className="marked-list">
      {lines.slice(0, most).map(({ mark, what, text }, i) => (
        <li key={i} className={what}>
          <span className="mark" aria-hidden="true">
            {mark}
          </span>
          <span className="hidden">{what}: </span>
          {clip(text, longest)}
        </li>
      ))}
      {lines.length > most && <li>and {lines.length - most} more</li>}
    </ul>
  );
}
