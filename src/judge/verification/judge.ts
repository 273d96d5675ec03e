import { formatDuration } from '../../lib/duration.js';
import { makespanOf } from '../../analysis/timeline.js';
import type { Check, Figure } from '../../results/documents/verify.js';
import type { Evidence, Pair } from './evidence.js';

/** A line before it is judged. */
export interface Claim extends Pick<Check, 'id' | 'what' | 'expected' | 'measured' | 'figures'> {
  /** Why it cannot be judged here, whatever the figures are. */
  readonly cannot?: string | undefined;
}

/** What may have disturbed the queries that a claim is about. */
export interface Circumstances {
  readonly pairs: readonly Pair[];
  readonly evidence: Pick<Evidence, 'cores'>;
  /** Spread of the calibration's samples, where the claim depends on what an inference costs. */
  readonly calibrationSpread?: number;
}

/** Calibrations on an idle machine stay well below this; above it, costs are not what was asked for. */
const steadySpread = 0.1;
/** Others who take less than this share of the cores cost no source its answer. */
const quiet = 0.1;

/**
 * The claim with its outcome. A figure beyond its limits fails the line, unless others are enough to explain it: they
 * took at least as much CPU time as the figure is off by (a thread waits no longer for a core than others have it), or
 * for a missing source, more than a tenth of the cores. A count is exact and nothing excuses it. Where the system does
 * not tell what others took, times are not judged against them.
 */
export function judged({ cannot, ...claim }: Claim, circumstances: Circumstances): Check {
  if (cannot !== undefined) return { ...claim, outcome: 'not judged', reason: cannot };
  const wrong = claim.figures.filter((figure) => excess(figure) > 0);
  if (wrong.length === 0) return { ...claim, outcome: 'passed', reason: null };
  const excuses = wrong.map((figure) => excuse(figure, circumstances));
  if (excuses.every((found) => found !== undefined))
    return { ...claim, outcome: 'not judged', reason: [...new Set(excuses)].join('; ') };
  const hard = wrong.filter((_, i) => excuses[i] === undefined);
  return { ...claim, outcome: 'FAILED', reason: hard.map(beyond).join('; ') };
}

function excess({ measured, low, high }: Figure): number {
  return Math.max((low ?? measured) - measured, measured - (high ?? measured));
}

function excuse(
  figure: Figure,
  { pairs, evidence: { cores }, calibrationSpread = 0 }: Circumstances,
): string | undefined {
  if (figure.unit !== 'ms' && figure.unit !== 'sources') return undefined;
  if (calibrationSpread > steadySpread)
    return `the calibration was unsteady: its samples spread by ${Math.round(calibrationSpread * 100)} %`;
  const others = pairs.map(({ taken, measured }) => ({ ms: takenMs(taken), ofMs: makespanOf(measured.spans) * cores }));
  if (others.some(({ ms }) => ms === undefined)) return 'this system does not tell what other programs took meanwhile';
  const most = Math.max(0, ...others.map(({ ms }) => ms!));
  const busy = figure.unit === 'ms' ? excess(figure) <= most : others.some(({ ms, ofMs }) => ms! > ofMs * quiet);
  return busy ? `others took ${formatDuration(most)} of CPU time meanwhile, which can explain it` : undefined;
}

function takenMs({ stealMs, othersCpuMs }: Pair['taken']): number | undefined {
  return stealMs === null || othersCpuMs === null ? undefined : stealMs + othersCpuMs;
}

function beyond(figure: Figure): string {
  const { name, measured, low, high } = figure;
  const below = low !== null && measured < low;
  return `${name} is ${inUnit(measured, figure)}, ${below ? 'below' : 'above'} ${inUnit(below ? low : high!, figure)}`;
}

function inUnit(value: number, { unit }: Figure): string {
  return unit === 'ms' ? formatDuration(value) : String(Number(value.toFixed(2)));
}
