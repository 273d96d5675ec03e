import { counted, printable } from '../../../lib/text.js';
import { bringsAnswers, isNothing, losesAnswers } from '../../../render/what-if/figures.js';
import { adviceSentences } from '../../../render/what-if/sentences.js';
import { changesTable, idleSentence, slackTable, withoutDifference } from '../../../render/what-if/tables.js';
import type { WhatIf } from '../../../results/documents/what-if-findings.js';
import { Details, FiguresTable, ScrollBox } from '../tables.js';
import { Sentences } from '../text.js';

interface FindingsProps {
  readonly whatIf: WhatIf;
  /** How many runs of the mode the sliders replay. */
  readonly of: number;
  /** Called with changes, as `--set` takes them. */
  readonly onSet: (sets: readonly string[]) => void;
}

const manyRows = 10;

/** The changes that what-if has tried, ranked by their gain; a click on one sets the sliders. */
export function Findings({ whatIf, of, onSet }: FindingsProps) {
  const { mode, runs, changes, slack, next, pairs } = whatIf;
  const pair = pairs[0]?.set;
  const then = next === null || next.set === null ? undefined : [next.after, next.set];
  const telling = changes.filter((change) => !withoutDifference(whatIf, change));
  const idle = idleSentence(whatIf);
  const shown = telling.slice(0, manyRows);
  const more = changes.filter((change) => !shown.includes(change));
  return (
    <div className="what-if-findings">
      <h3>What would help most in {mode} mode</h3>
      {runs !== of && (
        <p className="note">
          These are figures of the first {counted(runs, 'run')} alone; the sliders replay {of}.
        </p>
      )}
      {shown.length > 0 && (
        <Changes
          caption="One change at a time, ranked by what it gains. Choose one to set the sliders to it."
          {...{ shown, whatIf, onSet }}
        />
      )}
      {idle !== undefined && <Sentences of={[idle]} tone="note" />}
      {more.length > 0 && (
        <Details summary={counted(more.length, 'more change')}>
          {() => <Changes caption="The other changes, ranked" shown={more} {...{ whatIf, onSet }} />}
        </Details>
      )}
      <Sentences of={adviceSentences(whatIf)} />
      <p className="what-if-set">
        {pair !== undefined && (
          <button type="button" onClick={() => onSet(pair)}>
            Set the sliders to those two
          </button>
        )}
        {then !== undefined && (
          <button type="button" onClick={() => onSet(then)}>
            Set the sliders to {printable(then.join(' and '))}
          </button>
        )}
      </p>
      {slack.length > 0 && (
        <Details summary="Slack: how much longer each step could take and change nothing">
          {() => <FiguresTable caption={`Slack in the typical run of ${mode}`} quiet {...slackTable(whatIf)} />}
        </Details>
      )}
    </div>
  );
}

interface ChangesProps extends Pick<FindingsProps, 'whatIf' | 'onSet'> {
  readonly caption: string;
  readonly shown: WhatIf['changes'];
}

function Changes({ caption, shown, whatIf, onSet }: ChangesProps) {
  const { head, rows } = changesTable(whatIf, shown);
  return (
    <ScrollBox label={caption}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">change</th>
            {head.slice(1).map((cell, i) => (
              // oxlint-disable-next-line react/no-array-index-key -- columns do not move
              <th key={i} scope="col" className="figure">
                {cell === '' ? <span className="hidden">in percent</span> : cell.replaceAll('\n', ' ')}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((change, at) => (
            <tr key={change.set} className={toneOf(change, whatIf)}>
              <th scope="row">
                <button
                  type="button"
                  className="as-link"
                  title={`--set ${printable(change.set)}`}
                  onClick={() => onSet([change.set])}
                >
                  {printable(change.what)}
                </button>
              </th>
              {rows[at]!.slice(1).map((cell, i) => (
                // oxlint-disable-next-line react/no-array-index-key -- as above
                <td key={i} className="figure">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

/** The look of a change: one that loses answers is no gain, and one that brings answers may take longer. */
function toneOf(change: WhatIf['changes'][number], whatIf: WhatIf): string | undefined {
  if (losesAnswers(change, whatIf)) return 'longer';
  if (isNothing(change)) return undefined;
  return change.gainMs > 0 ? 'shorter' : bringsAnswers(change, whatIf) ? undefined : 'longer';
}
