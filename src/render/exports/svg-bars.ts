import stringWidth from 'fast-string-width';
import { counted } from '../../lib/text.js';
import { fitted } from '../style.js';
import type { Bar } from './svg-lanes.js';

/** The column, in pixels, at which the axis begins. */
export const x0 = 172;
/** From one lane to the next. */
export const lineHeight = 24;
const barHeight = 15;

/** The column of an instant, within the picture whatever the instant. */
export type Scale = (ms: number) => number;

/** Text as it may stand in markup and in an attribute; characters that XML does not allow are left out. */
export function escaped(text: string): string {
  const allowed = text.replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '');
  return allowed.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** An element with its attributes, and with text in it where there is any. */
export function element(name: string, attributes: Readonly<Record<string, string | number>>, text?: string): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(String(value))}"`);
  return `<${name}${written.join('')}${text === undefined ? '/>' : `>${escaped(text)}</${name}>`}`;
}

/** A bar where it is drawn. `of` counts those that are drawn as one. */
interface Placed {
  readonly bar: Bar;
  readonly from: number;
  to: number;
  of: number;
}

/**
 * Bars that are too narrow to be told apart are drawn as one, so that a lane holds no more of them than it has room
 * for.
 */
const narrow = 2;

/** The bars of a lane, the lane's top at `y`. */
export function barShapes(bars: readonly Bar[], y: number, scale: Scale): string {
  const placed: Placed[] = [];
  const last = new Map<Bar['kind'], Placed>();
  for (const bar of bars) {
    const [from, to] = [scale(bar.startMs), scale(Math.max(bar.startMs, bar.endMs))];
    const before = last.get(bar.kind);
    if (bar.kind === 'queue' && to - from < 0.5) continue;
    if (before !== undefined && to - before.from < narrow && from >= before.from) {
      before.to = Math.max(before.to, to);
      before.of++;
      continue;
    }
    const one = { bar, from, to, of: 1 };
    placed.push(one);
    last.set(bar.kind, one);
  }
  return placed
    .map(({ bar, from, to, of }) =>
      mark(of === 1 ? bar : { ...bar, title: `${bar.title}, and ${counted(of - 1, 'more')}` }, from, to, y),
    )
    .join('\n');
}

/** A bar from one column to another; a mark at the end for what failed or was cached. */
export function mark(bar: Bar, from: number, to: number, y: number): string {
  const title = `<title>${escaped(bar.title)}</title>`;
  const middle = y + barHeight / 2;
  const column = Math.max(from, to - 6);
  if (bar.kind === 'failed') {
    const [left, right, above, below] = [column - 4, column + 4, middle - 4, middle + 4].map((at) => at.toFixed(1));
    return (
      `<path class="ab-failed" d="M${left} ${above}L${right} ${below}M${left} ${below}L${right} ` +
      `${above}">${title}</path>`
    );
  }
  if (bar.kind === 'cached')
    return `<path class="ab-cached" d="M${column.toFixed(1)} ${middle - 6}l6 6l-6 6l-6 -6z">${title}</path>`;
  const size = { x: from.toFixed(1), y, width: Math.max(1, to - from).toFixed(1), height: barHeight };
  const shape = `${element('rect', { class: `ab-${bar.kind}`, ...size }).slice(0, -2)}>${title}</rect>`;
  if (bar.kind === 'backoff')
    return `${shape}<path class="ab-pause" d="M${from.toFixed(1)} ${middle}H${to.toFixed(1)}"/>`;
  const room = Math.floor((to - from - 8) / 6.5);
  if (bar.label === undefined || room < Math.min(4, stringWidth(bar.label))) return shape;
  return (
    shape + element('text', { class: 'ab-in', x: ((from + to) / 2).toFixed(1), y: y + 11.5 }, fitted(bar.label, room))
  );
}
