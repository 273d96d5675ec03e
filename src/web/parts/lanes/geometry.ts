import type { Row, TimelineRows } from '../../../analysis/rows.js';
import type { TimeRange } from '../../../lib/time-range.js';

/** The heights of a picture's rows and of the bars in them, and the room around its lanes, in pixels. */
export interface Measures {
  readonly rowHeight: number;
  readonly barHeight: number;
  /** Above the lanes, for the figures of lines across them. */
  readonly headRoom: number;
  /** Between sources and workers. */
  readonly gap: number;
  /** To the right of the axis. */
  readonly margin: number;
}

/** The measures of an interactive timeline. */
export const timelineMeasures: Measures = { rowHeight: 26, barHeight: 16, headRoom: 24, gap: 14, margin: 66 };

const axisRoom = 26;
/** Below lanes of which there are more, to say so. */
const moreRoom = 18;
/** Lanes in view; the rest is scrolled to. */
const maxRows = { sources: 14, workers: 8 };

/** A block of lanes that scrolls. */
export interface Area {
  readonly kind: keyof TimelineRows;
  readonly rows: readonly Row[];
  readonly top: number;
  readonly height: number;
  readonly rowHeight: number;
  readonly scrolled: number;
  /** The number of rows that do not fit. */
  readonly hidden: number;
}

/** The layout of a picture. */
export interface Geometry {
  readonly measures: Measures;
  readonly width: number;
  readonly height: number;
  readonly plot: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
  readonly range: TimeRange;
  readonly areas: readonly Area[];
  /** The place of an instant. */
  readonly x: (ms: number) => number;
  /** The instant at a place. */
  readonly ms: (x: number) => number;
}

/**
 * Lays out a picture. `scrolled` is how far its blocks of lanes are scrolled; without it all lanes are in view, as they
 * are on paper.
 */
export function geometryOf(
  lanes: TimelineRows,
  range: TimeRange,
  width: number,
  scrolled?: Readonly<Record<keyof TimelineRows, number>>,
  measures: Measures = timelineMeasures,
): Geometry {
  const { rowHeight, headRoom, gap, margin } = measures;
  const left = gutterOf(lanes, width);
  const right = width - margin;
  let top = headRoom;
  const areas: Area[] = [];
  for (const kind of ['sources', 'workers'] as const) {
    const rows = lanes[kind];
    if (rows.length === 0) continue;
    if (areas.length > 0) top += gap;
    const height = Math.min(rows.length, scrolled === undefined ? Infinity : maxRows[kind]) * rowHeight;
    const hidden = rows.length - height / rowHeight;
    const offset = Math.min(scrolled?.[kind] ?? 0, hidden * rowHeight);
    areas.push({ kind, rows, top, height, rowHeight, hidden, scrolled: offset });
    top += height + (hidden > 0 ? moreRoom : 0);
  }
  const perMs = (right - left) / (range.toMs - range.fromMs);
  return {
    measures,
    width,
    height: top + axisRoom,
    plot: { left, right, top: headRoom, bottom: top },
    range,
    areas,
    x: (ms) => left + (ms - range.fromMs) * perMs,
    ms: (x) => range.fromMs + (x - left) / perMs,
  };
}

/** The room for names: what the longest needs, within bounds. */
function gutterOf(lanes: TimelineRows, width: number): number {
  const longest = Math.max(
    ...[...lanes.sources.slice(0, 1000), ...lanes.workers].map(({ lane }) => textWidth(lane)),
    50,
  );
  return Math.min(Math.ceil(longest) + 16, width < 500 ? 92 : 190);
}

/** About how wide a text is at 12 px: wide characters take the room of two. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text.slice(0, 200))
    width += character > '\u1100' ? 12.5 : /[mwMW@%]/.test(character) ? 10 : 6.9;
  return width;
}

/**
 * The text cut to `room` pixels, with an ellipsis where something was cut; empty where fewer than three letters would
 * be left.
 */
export function fittedText(text: string, room: number): string {
  if (textWidth(text) <= room) return text;
  let kept = '';
  for (const character of text) {
    if (textWidth(`${kept}${character}…`) > room) break;
    kept += character;
  }
  return [...kept].length < 3 ? '' : `${kept}…`;
}

/** The first row that is at least in part in view, and the first after it that is not. */
export function rowsInView({ rows, rowHeight, scrolled, height }: Area): [from: number, to: number] {
  return [
    Math.max(0, Math.floor(scrolled / rowHeight)),
    Math.min(rows.length, Math.ceil((scrolled + height) / rowHeight)),
  ];
}

/** The upper edge of a row. */
export function rowTop(area: Area, row: number): number {
  return area.top + row * area.rowHeight - area.scrolled;
}

/** The upper edge of the bar in a row. */
export function barTop(area: Area, row: number, { rowHeight, barHeight }: Measures): number {
  return rowTop(area, row) + (rowHeight - barHeight) / 2;
}
