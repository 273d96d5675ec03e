import type { ModeName } from '../../../agent/modes.js';
import { formatDuration } from '../../../lib/duration.js';
import { percent } from '../../../lib/text.js';
import { gainText, percentText } from '../../../render/what-if/figures.js';
import { ScrollBox } from '../tables.js';
import { figuresOf, type Figures, type Replayable, type Replayed } from './replays.js';

/** Gain of a mode in milliseconds and in percent of what it took. */
export function gainOf(unchanged: Figures, changed: Figures): { readonly ms: number; readonly percent: number } {
  const ms = unchanged.makespanMs - changed.makespanMs;
  return { ms, percent: unchanged.makespanMs === 0 ? 0 : (100 * ms) / unchanged.makespanMs };
}

/** The look of a gain; fewer answers in less time are none. */
export function gainClass(unchanged: Figures, changed: Figures): 'shorter' | 'longer' | '' {
  const { ms } = gainOf(unchanged, changed);
  if (ms < 0) return 'longer';
  return ms > 0 && changed.completeness >= unchanged.completeness - 1e-9 ? 'shorter' : '';
}

/** The completeness of the answer where it is below 1. */
export function Answered({ of: { completeness } }: { of: Pick<Figures, 'completeness'> }) {
  return completeness > 1 - 1e-9 ? undefined : <small className="answered">⚠ {percent(completeness)} answered</small>;
}

interface OutcomeProps {
  readonly modes: readonly Replayable[];
  readonly unchanged: ReadonlyMap<ModeName, Replayed>;
  readonly changed: ReadonlyMap<ModeName, Replayed>;
  /** The mode in which all are replayed, where the changes have one. */
  readonly as: ModeName | undefined;
  readonly chosen: ModeName;
  readonly onChoose: (mode: ModeName) => void;
}

/** The makespan of every mode without and with the changes, and the choice of the timeline that is shown. */
export function Outcome({ modes, unchanged, changed, as, chosen, onChoose }: OutcomeProps) {
  const rows = modes.map(({ mode }) => ({
    mode,
    figures: [figuresOf(unchanged.get(mode)!), figuresOf(changed.get(mode)!)] as const,
  }));
  const longest = Math.max(...rows.flatMap(({ figures }) => figures.map(({ makespanMs }) => makespanMs)), 1e-9);
  return (
    <ScrollBox label="Every mode, replayed">
      <table className="outcome">
        <caption>Every mode, replayed. Choose one to see its timeline.</caption>
        <thead>
          <tr>
            <th scope="col">mode</th>
            <th scope="col">unchanged</th>
            <th scope="col">changed</th>
            <th scope="col">difference</th>
            <th scope="col" className="outcome-bars">
              <span className="hidden">picture</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ mode, figures: [before, after] }) => {
            const gain = gainOf(before, after);
            return (
              <tr key={mode} data-mode={mode} aria-current={mode === chosen || undefined}>
                <th scope="row">
                  <label>
                    <input type="radio" name="what-if-mode" checked={mode === chosen} onChange={() => onChoose(mode)} />
                    {` ${mode}`}
                  </label>
                  {as !== undefined && as !== mode && <small className="aside"> as {as}</small>}
                </th>
                <td>
                  {formatDuration(before.makespanMs)} <Answered of={before} />
                </td>
                <td>
                  <strong>{formatDuration(after.makespanMs)}</strong> <Answered of={after} />
                </td>
                <td className={gainClass(before, after)}>
                  {gainText(gain.ms)} <small>({percentText(gain.percent)})</small>
                </td>
                <td className="outcome-bars" aria-hidden="true">
                  <i className="was" style={{ width: `${(100 * before.makespanMs) / longest}%` }} />
                  <i className="is" style={{ width: `${(100 * after.makespanMs) / longest}%` }} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </ScrollBox>
  );
}
