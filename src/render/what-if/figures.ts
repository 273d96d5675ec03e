import { formatDuration } from '../../lib/duration.js';
import { counted } from '../../lib/text.js';
import type { Report } from '../../results/documents/run.js';
import type { Effect, WhatIf } from '../../results/documents/what-if-findings.js';

/** A gain of less than this share of the makespan is not worth a line, in percent. */
const noticeable = 0.5;

/** What is gained as a change of the makespan: `−1.00 s`, `+0.50 s`, `0 s`. */
export function gainText(gainMs: number): string {
  const text = formatDuration(Math.abs(gainMs));
  if (/^0(?:\.0+)? /u.test(text)) return '0 s';
  return `${gainMs > 0 ? '−' : '+'}${text}`;
}

/** The same in percent: `−18 %`. */
export function percentText(gainPercent: number): string {
  const rounded =
    Math.abs(gainPercent) < 9.95 ? Number(Math.abs(gainPercent).toFixed(1)) : Math.round(Math.abs(gainPercent));
  return `${rounded === 0 ? '' : gainPercent > 0 ? '−' : '+'}${rounded} %`;
}

/** `−1.00 s (−18 %)`, and `0` for nothing. */
export function effectText({ gainMs, gainPercent }: Pick<Effect, 'gainMs' | 'gainPercent'>): string {
  return isNothing({ gainPercent }) ? '0' : `${gainText(gainMs)} (${percentText(gainPercent)})`;
}

/** The range of a change of the makespan, the better end first: `−1.20 to −0.90 s`. */
export function rangeText(interval: Effect['interval']): string {
  if (interval === null) return '–';
  const [best, worst] = [gainText(interval.high), gainText(interval.low)];
  return best === worst ? best : `${best} to ${worst}`;
}

/** Whether the gain is too small to be noticed. */
export function isNothing({ gainPercent }: Pick<Effect, 'gainPercent'>): boolean {
  return Math.abs(gainPercent) < noticeable;
}

/** Whether fewer answers come than without the change. */
export function losesAnswers({ completeness }: Pick<Effect, 'completeness'>, { unchanged }: WhatIf): boolean {
  return completeness < unchanged.completeness - 1e-9;
}

/** Whether more answers come than without the change. */
export function bringsAnswers({ completeness }: Pick<Effect, 'completeness'>, { unchanged }: WhatIf): boolean {
  return completeness > unchanged.completeness + 1e-9;
}

/** What a change is of, as `--set` names it, and how it is to become. */
export function partsOf(set: string): { readonly part: string; readonly value: string } {
  const at = set.lastIndexOf('=');
  return { part: set.slice(0, at), value: set.slice(at + 1) };
}

/** Runs that were replayed without a change. */
interface Unchanged extends Pick<WhatIf, 'runs' | 'ofRuns'> {
  readonly unchanged: Pick<WhatIf['unchanged'], 'measuredMs' | 'predictedMs' | 'errorPercent'>;
}

/** How accurate the replay is, by its error without a change. */
export function errorSentence({ unchanged, runs, ofRuns }: Unchanged, clock: Report['clock']): string {
  const { measuredMs, predictedMs, errorPercent } = unchanged;
  const which =
    ofRuns === 1
      ? 'the run'
      : runs < ofRuns
        ? `the first ${runs.toLocaleString('en-US')} of ${counted(ofRuns, 'run')}`
        : `all ${counted(runs, 'run')}`;
  const sign = errorPercent < -0.005 ? '−' : errorPercent > 0.005 ? '+' : '';
  const percent = `${sign}${Math.abs(errorPercent).toFixed(2)} % off`;
  const found = `${clock === 'virtual' ? 'simulated' : 'measured'} was ${formatDuration(measuredMs)}`;
  return (
    `Found by replaying ${which}. Unchanged, the replay takes ${formatDuration(predictedMs)}; ${found} ` +
    `(${percent}${runs === 1 ? '' : '; both are medians'}).`
  );
}
