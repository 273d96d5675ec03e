import { spansBetween, type Row } from '../../../analysis/rows.js';
import { formatDuration } from '../../../lib/duration.js';
import { printable } from '../../../lib/text.js';
import type { Span } from '../../../model/trace.js';
import { barTop, fittedText, rowsInView, rowTop, textWidth, type Area, type Geometry } from './geometry.js';

/** The looks of spans, which differ in form as well as in colour. */
export type Look =
  | 'frame'
  | 'fetch'
  | 'cached'
  | 'infer'
  | 'failed'
  | 'queue'
  | 'limit'
  | 'backoff'
  | 'connect'
  | 'first-byte'
  | 'body';

/** The shapes of a block of lanes: one path for each look, so that thousands of spans take a handful of elements. */
export interface Shapes {
  readonly paths: ReadonlyMap<Look, string>;
  readonly crosses: string;
  readonly diamonds: string;
  readonly texts: readonly {
    readonly key: string;
    readonly x: number;
    readonly y: number;
    readonly text: string;
    readonly look: Look;
  }[];
}

const lineLooks: ReadonlySet<Look> = new Set(['queue', 'limit', 'backoff']);

/** Whether the look is a line, and not a bar. */
export function isLine(look: Look): boolean {
  return lineLooks.has(look);
}

/** The look of a span that is not a frame. */
export function lookOf({ kind, outcome }: Pick<Span, 'kind' | 'outcome'>): Look {
  if (
    kind === 'queue' ||
    kind === 'limit' ||
    kind === 'backoff' ||
    kind === 'connect' ||
    kind === 'first-byte' ||
    kind === 'body'
  )
    return kind;
  if (outcome === 'cached') return 'cached';
  if (outcome !== 'ok') return 'failed';
  return kind === 'inference' ? 'infer' : 'fetch';
}

/**
 * Draws the rows of an area that are in view, of these spans only if `only` is given. Spans of less than a pixel become
 * one with their neighbours.
 */
export function shapesOf(area: Area, geometry: Geometry, only?: ReadonlySet<Span>): Shapes {
  const { barHeight } = geometry.measures;
  const pen = new Pen(geometry);
  const [from, to] = rowsInView(area);
  for (let i = from; i < to; i++) {
    const { frames, steps, parts } = area.rows[i]!;
    const y = barTop(area, i, geometry.measures);
    const seen = (spans: readonly Span[]): readonly Span[] => {
      const between = spansBetween(spans, geometry.range.fromMs, geometry.range.toMs);
      return only === undefined ? between : between.filter((span) => only.has(span));
    };
    // A fetch with one attempt of the same length has no frame of its own.
    for (const frame of seen(frames)) if (!isAttempt(frame, steps)) pen.draw(frame, 'frame', y - 2, barHeight + 4);
    pen.lift();
    for (const step of seen(steps)) pen.draw(step, lookOf(step), y, barHeight);
    pen.lift();
    for (const part of seen(parts)) pen.draw(part, lookOf(part), y + barHeight - 4, 4);
    pen.lift();
    if (barHeight < letterHeight) continue;
    for (const step of seen(steps)) pen.label(step, area.kind === 'workers', y + barHeight / 2);
  }
  return pen;
}

/** Lower bars have no text. */
const letterHeight = 12;

/**
 * Draws the steps of other rows as thin bars at the upper edge of the lanes that have their name: what was measured,
 * above what is predicted.
 */
export function thinShapesOf(area: Area, geometry: Geometry, others: readonly Row[]): Shapes {
  const pen = new Pen(geometry);
  for (const [i, { lane, first }] of area.rows.entries()) {
    if (!first) continue;
    for (const other of others) {
      if (other.lane !== lane) continue;
      for (const step of other.steps) if (!isLine(lookOf(step))) pen.draw(step, lookOf(step), rowTop(area, i), 3);
      pen.lift();
    }
  }
  return { ...noShapes, paths: pen.paths };
}

const noShapes: Shapes = { paths: new Map(), crosses: '', diamonds: '', texts: [] };

function isAttempt(frame: Span, steps: readonly Span[]): boolean {
  return steps.some(
    ({ parent, startMs, endMs }) => parent === frame.id && startMs === frame.startMs && endMs === frame.endMs,
  );
}

/** Collects the shapes of a block of lanes. */
class Pen implements Shapes {
  readonly paths = new Map<Look, string>();
  crosses = '';
  diamonds = '';
  readonly texts: { key: string; x: number; y: number; text: string; look: Look }[] = [];
  readonly #geometry: Geometry;
  /** The last shape, which may still grow by neighbours that are as thin. */
  #pending: { look: Look; x0: number; x1: number; y: number; height: number; thin: boolean } | undefined;
  #lastSign = -Infinity;

  constructor(geometry: Geometry) {
    this.#geometry = geometry;
  }

  draw(span: Span, look: Look, y: number, height: number): void {
    const { x, plot } = this.#geometry;
    const x0 = Math.max(x(span.startMs), plot.left - 4);
    const x1 = Math.min(x(span.endMs), plot.right + 8);
    if (isLine(look) && x1 - x0 < 0.5) return;
    const last = this.#pending;
    const thin = x1 - x0 < 1.5;
    if (thin && last?.thin === true && last.look === look && x0 - last.x1 < 0.75) last.x1 = x1;
    else {
      this.#flush();
      this.#pending = { look, x0, x1, y, height, thin };
    }
    this.#sign(span, look, x0, x1, y + height / 2);
  }

  lift(): void {
    this.#flush();
    this.#lastSign = -Infinity;
  }

  #flush(): void {
    if (this.#pending === undefined) return;
    const { look, x0, x1, y, height } = this.#pending;
    this.#pending = undefined;
    const path = isLine(look) ? line(x0 + 2, x1 - 1, y + height / 2) : bar(x0, x1, y, height);
    this.paths.set(look, `${this.paths.get(look) ?? ''}${path}`);
  }

  /**
   * A cross at the end of a failure, a diamond at the start of a cached fetch, unless they would overlap the last one.
   */
  #sign({ endMs }: Span, look: Look, x0: number, x1: number, y: number): void {
    if (look === 'failed' && endMs <= this.#geometry.range.toMs && x1 - this.#lastSign > 9) {
      this.crosses += cross(x1 - x0 > 14 ? x1 - 7 : x1, y);
      this.#lastSign = x1;
    }
    if (look === 'cached' && x0 - this.#lastSign > 9) {
      this.diamonds += diamond(x0 + (x1 - x0 > 14 ? 8 : 0), y);
      this.#lastSign = x0;
    }
  }

  /** The source of a worker's inference and the duration of a step, as far as there is room. */
  label(span: Span, named: boolean, y: number): void {
    const look = lookOf(span);
    if (isLine(look)) return;
    const { x, plot } = this.#geometry;
    const x0 = Math.max(x(span.startMs), plot.left);
    const x1 = Math.min(x(span.endMs), plot.right);
    // bars have smaller letters than lanes
    const room = (x1 - x0 - (look === 'failed' || look === 'cached' ? 30 : 10)) * 1.08;
    if (room < 22) return;
    const time = formatDuration(span.endMs - span.startMs);
    const name = printable(span.name.slice(0, 200));
    const both = `${name} · ${time}`;
    const text = named
      ? textWidth(both) <= room
        ? both
        : fittedText(name, room)
      : textWidth(time) <= room
        ? time
        : '';
    if (text !== '') this.texts.push({ key: `${span.id}`, x: (x0 + x1) / 2, y, text, look });
  }
}

function round(x: number): number {
  return Math.round(x * 10) / 10;
}

/** A bar, rounded where it is long enough, and a pixel shorter than its span, which separates it from the next. */
function bar(x0: number, x1: number, y: number, height: number): string {
  const left = round(x0);
  const width = round(Math.max(1, x1 - x0 - (x1 - x0 > 4 ? 1 : 0)));
  if (width < 8 || height < 8) return `M${left} ${y}h${width}v${height}h${-width}z`;
  const side = round(width - 6);
  const height6 = height - 6;
  return (
    `M${round(left + 3)} ${y}h${side}a3 3 0 0 1 3 3v${height6}a3 3 0 0 1 -3 3h${-side}a3 3 0 0 1 -3 ` +
    `-3v${-height6}a3 3 0 0 1 3 -3z`
  );
}

function line(x0: number, x1: number, y: number): string {
  return `M${round(x0)} ${y}H${round(Math.max(x1, x0 + 0.5))}`;
}

function cross(x: number, y: number): string {
  return `M${round(x - 3.5)} ${y - 3.5}l7 7m0 -7l-7 7`;
}

function diamond(x: number, y: number): string {
  return `M${round(x)} ${y - 5}l5 5l-5 5l-5 -5z`;
}

/**
 * A line from the end of a span to the start of another, in the middle of their rows: the step up or down is when that
 * one could begin.
 */
export function elbow(x0: number, y0: number, x1: number, y1: number): string {
  return `M${round(x0)} ${round(y0)}H${round(x1)}V${round(y1)}`;
}

/** The outline of a bar whose upper edge is at `y`. */
export function outline(x0: number, x1: number, y: number, height: number): string {
  return bar(x0, Math.max(x1, x0 + 2), y, height);
}
