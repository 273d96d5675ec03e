// oxlint-disable react/no-array-index-key -- a report does not change while it is shown, so places are names enough
import { gateWords, isSimulated, simulatedNote, tally, verdictWords } from '../../../render/run/gates.js';
import type { GateResult, Verdict } from '../../../results/documents/gates.js';
import { clip } from '../../../lib/text.js';
import { Sentences } from '../../parts/text.js';

const marks: Readonly<Record<Verdict, string>> = { passed: '✓', failed: '✗', inconclusive: '?', unjudged: '–' };
const tones: Readonly<Record<Verdict, string>> = {
  passed: 'good',
  failed: 'bad',
  inconclusive: 'unsure',
  unjudged: 'unsure',
};

/** The verdicts of the gates, in the words of the terminal. */
export function Gates({ gates }: { gates: readonly GateResult[] }) {
  return (
    <>
      <Sentences of={[tally(gates)]} lead />
      <ul className="marked-list">
        {gates.map((gate, i) => (
          <li key={i}>
            <span className={`badge ${tones[gate.verdict]}`}>
              <span aria-hidden="true">{marks[gate.verdict]} </span>
              {verdictWords[gate.verdict]}
            </span>{' '}
            {clip(gateWords(gate), 600)}
          </li>
        ))}
      </ul>
      {gates.some(isSimulated) && <Sentences of={[simulatedNote]} tone="note" />}
    </>
  );
}
