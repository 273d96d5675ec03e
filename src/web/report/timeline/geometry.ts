import type { Lanes, Row } from '../../../analysis/lanes.js';
import type { TimeRange } from '../../../lib/time-range.js';

/** Measures of a picture, in pixels. */
export const rowHeight = 26;
export const barHeight = 16;
export const barInset = (rowHeight - barHeight) / 2;
/** Above the lanes, for the figures of the makespan and the lower bound. */
const headRoom = 24;
/** Between sources and workers. */
const gap = 14;
const axisRoom = 26;
/** Below lanes of which there are more, to say so. */
const moreRoom = 18;
/** So many lanes are seen at once; the rest is scrolled to. */
const maxRows = { sources: 14, workers: 8 };

/** A block of lanes that scrolls. */
export interface Area {
  readonly kind: keyof Lanes;
  readonly rows: readonly Row[];
  readonly top: number;
  readonly height: number;
  readonly scrolled: number;
  /** Rows that are there and do not fit. */
  readonly hidden: number;
}

/** Where everything of a picture lies. */
export interface Geometry {
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

/** Lays out a picture; `scrolled` is how far its blocks of lanes are scrolled. On paper every lane is shown. */
export function geometryOf(
  lanes: Lanes,
  range: TimeRange,
  width: number,
  scrolled: Readonly<Record<keyof Lanes, number>>,
  onPaper: boolean,
): Geometry {
  const left = gutterOf(lanes, width);
  const right = width - 66;
  let top = headRoom;
  const areas: Area[] = [];
  for (const kind of ['sources', 'workers'] as const) {
    const rows = lanes[kind];
    if (rows.length === 0) continue;
    if (areas.length > 0) top += gap;
    const height = Math.min(rows.length, onPaper ? Infinity : maxRows[kind]) * rowHeight;
    const hidden = rows.length - height / rowHeight;
    areas.push({ kind, rows, top, height, hidden, scrolled: Math.min(scrolled[kind], hidden * rowHeight) });
    top += height + (hidden > 0 ? moreRoom : 0);
  }
  const perMs = (right - left) / (range.toMs - range.fromMs);
  return {
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
function gutterOf(lanes: Lanes, width: number): number {
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
 * As much of a text as fits into so many pixels, with an ellipsis where something was cut; empty where that is too
 * little to be worth reading.
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
export function rowsInView({ rows, scrolled, height }: Area): [from: number, to: number] {
  return [
    Math.max(0, Math.floor(scrolled / rowHeight)),
    Math.min(rows.length, Math.ceil((scrolled + height) / rowHeight)),
  ];
}

/** The upper edge of a row. */
export function rowTop(area: Area, row: number): number {
  return area.top + row * rowHeight - area.scrolled;
}
