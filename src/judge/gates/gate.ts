import type { ModeName } from '../../agent/modes.js';
import { figures, sourceFigures, type Figure, type FigureName, type SourceFigureName } from '../../results/figures.js';
import type { StatisticName } from './statistic.js';

export const operators = ['<=', '<', '>=', '>', '=='] as const;
export type Operator = (typeof operators)[number];

/**
 * What a figure is held against: a number in the figure's unit, or what the baseline has, times `factor`, plus `plus`.
 */
export type Limit =
  | { readonly kind: 'value'; readonly value: number }
  | { readonly kind: 'baseline'; readonly factor: number; readonly plus: number };

/** What is measured: a figure of a mode, or of one source in it. */
export type Subject =
  | { readonly source: undefined; readonly figure: FigureName }
  | { readonly source: string; readonly figure: SourceFigureName };

/** A statement about the figures of a run that has to hold, such as `hybrid.speedup >= 1.8`. */
export interface Gate {
  /** As it was written. */
  readonly expression: string;
  /** Judged on the virtual clock, whatever the run is on. */
  readonly virtual: boolean;
  /** It has to hold in each of these: the one that it names, or all where it names none. */
  readonly modes: readonly ModeName[];
  readonly subject: Subject;
  readonly statistic: StatisticName;
  /** Whether the expression names the statistic; else it is the figure's typical one. */
  readonly stated: boolean;
  readonly operator: Operator;
  readonly limit: Limit;
}

/**
 * Figures that no busy machine moves: counted, not timed. Their value decides, not an interval, and machines do not
 * matter.
 */
const counted: ReadonlySet<string> = new Set(['completeness', 'attempts']);

/** Whether a gate's figure is counted rather than timed. */
export function isCounted({ subject }: Pick<Gate, 'subject'>): boolean {
  return counted.has(subject.figure);
}

/** The unit, the direction and the rest of what a gate's figure is. */
export function figureOf({ source, figure }: Subject): Omit<Figure, 'of'> {
  return source === undefined ? figures[figure] : sourceFigures[figure];
}
