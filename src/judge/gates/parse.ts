import { modeNames, type ModeName } from '../../agent/modes.js';
import { suggestion } from '../../lib/text.js';
import { figureNames, sourceFigureNames, type FigureName, type SourceFigureName } from '../../results/figures.js';
import { figureOf, operators, type Gate, type Operator, type Subject } from './gate.js';
import { limitOf } from './limit.js';
import { Scanner, type Segment } from './scanner.js';
import { statisticNames, type StatisticName } from './statistic.js';

/** What a run has that gates can be about. */
export interface Gateable {
  /** Modes that are run. */
  readonly modes: readonly ModeName[];
  /** Names of all sources. */
  readonly sources: readonly string[];
}

const longest = 1000;

/**
 * A gate from its expression, `[virtual.]MODE.FIGURE[.STATISTIC] OPERATOR LIMIT` or
 * `[virtual.][MODE.]sources.NAME.FIGURE[.STATISTIC] OPERATOR LIMIT`. A GateSyntaxError says what is wrong and in which
 * column.
 */
export function parseGate(expression: string, run: Gateable): Gate {
  const scanner = new Scanner(expression);
  if (expression.length > longest) scanner.refuse(`expected at most ${longest} characters`, longest);
  const path = new Path(scanner);
  const virtual = path.takes('virtual');
  const modes = path.next?.text === 'sources' ? run.modes : [modeOf(path, run)];
  const subject = subjectOf(path, run);
  const { typical } = figureOf(subject);
  const stated = path.next === undefined ? undefined : statisticOf(path);
  if (subject.figure === 'speedup') needSequential(path, run);
  if (path.next !== undefined)
    scanner.refuse(`expected ${operators.join(', ')} after the statistic, not '.${path.next.text}'`, path.next.at - 1);
  const operator = operatorOf(scanner);
  const limit = limitOf(scanner, figureOf(subject));
  return {
    expression: expression.trim(),
    virtual,
    modes,
    subject,
    statistic: stated ?? typical,
    stated: stated !== undefined,
    operator,
    limit,
  };
}

/** The names with dots between, read once, then taken one by one. */
class Path {
  readonly scanner: Scanner;
  readonly #segments: Segment[];
  readonly #end: number;

  constructor(scanner: Scanner) {
    this.scanner = scanner;
    this.#segments = [scanner.name('a mode and a figure, as in hybrid.makespan')];
    while (scanner.take(/\./y) !== undefined) this.#segments.push(scanner.name('a name after the dot'));
    this.#end = scanner.at;
  }

  get next(): Segment | undefined {
    return this.#segments[0];
  }

  takes(text: string): boolean {
    const found = this.next?.text === text;
    if (found) this.#segments.shift();
    return found;
  }

  /** The next name, which must be one of these; `what` it is. */
  one(what: string, names: readonly string[]): Segment {
    const segment = this.#segments.shift();
    if (segment === undefined) return this.scanner.refuse(`expected ${what}${suggestion('', names)}`, this.#end);
    if (!names.includes(segment.text))
      this.scanner.refuse(
        `unknown ${what.replace(/^(?:a|the) /, '')} '${segment.text}'${suggestion(segment.text, names)}`,
        segment.at,
      );
    return segment;
  }
}

function modeOf(path: Path, { modes }: Gateable): ModeName {
  const { text, at } = path.one(
    'a mode',
    path.next === undefined ? modes : [...new Set([...modes, ...modeNames, 'sources', 'virtual'])],
  );
  if (!(modeNames as string[]).includes(text)) path.scanner.refuse(`expected a mode, not '${text}'`, at);
  if (!(modes as string[]).includes(text))
    path.scanner.refuse(`the mode '${text}' is not run; add it with --modes ${[...modes, text].join(',')}`, at);
  return text as ModeName;
}

function subjectOf(path: Path, { sources }: Gateable): Subject {
  if (!path.takes('sources'))
    return { source: undefined, figure: path.one('a figure', [...figureNames, 'sources']).text as FigureName };
  const source = path.one('a source', sources).text;
  return { source, figure: path.one('a figure of a source', sourceFigureNames).text as SourceFigureName };
}

function statisticOf(path: Path): StatisticName {
  return path.one('a statistic', statisticNames).text as StatisticName;
}

function needSequential({ scanner }: Path, { modes }: Gateable): void {
  if (!modes.includes('sequential'))
    scanner.refuse(
      `speedup is over the sequential mode, which is not run; add it with --modes sequential,${modes.join(',')}`,
      0,
    );
}

function operatorOf(scanner: Scanner): Operator {
  const { at } = scanner;
  const operator = scanner.take(/<=|>=|==|!=|<|>|=/y);
  if (operator === '=') scanner.refuse('expected ==, not =', at);
  if (operator === '!=')
    scanner.refuse(
      'a gate cannot be != a limit, as no figure is ever that; say with <, <=, >, >= or == what must hold',
      at,
    );
  if (operator === undefined) scanner.fail(`expected ${operators.join(', ')}`);
  return operator as Operator;
}
