import stringWidth from 'fast-string-width';
import { formatDuration } from '../../lib/duration.js';
import { counted } from '../../lib/text.js';
import { inferenceWaits } from '../../scenario/derived.js';
import { completenessOf } from '../run/figures.js';
import { typicalRun } from '../../results/typical.js';
import { pathWords } from '../run/path.js';
import { fitted } from '../style.js';
import { headingParts } from '../run/run-words.js';
import { niceStep, tickOf } from '../timeline.js';
import type { ModeReport, Report, RunReport } from '../../results/documents/run.js';
import { barShapes, element, escaped, lineHeight, mark, x0, type Scale } from './svg-bars.js';
import { lanesOf, type Bar, type BarKind, type Lane } from './svg-lanes.js';
import { meaningOf, patterns, styleSheet } from './svg-style.js';

const width = 960;
const margin = 24;
/** Columns of a name beside its lane, of about 7 pixels each. */
const nameColumns = 19;

/**
 * The timelines of all modes of a report on one axis, as a picture that needs nothing else: the typical run of each,
 * its critical path underlined.
 */
export function svg(report: Report): string {
  const runs = report.modes
    .map((mode) => ({ mode, run: typicalRun(mode.runs) }))
    .map((one) => ({ ...one, lanes: lanesOf(one.run, report) }));
  const longestMs = Math.max(1e-3, ...runs.map(({ run }) => run.makespanMs));
  const scale: Scale = (ms) => x0 + (Math.min(Math.max(ms, 0), longestMs) / longestMs) * (width - margin - 12 - x0);
  const ticks = ticksOf(longestMs);
  const kinds = new Set(runs.flatMap(({ lanes }) => lanes.flatMap(({ bars }) => bars.map(({ kind }) => kind))));
  let y = 100;
  const panels = runs.map(({ mode, run, lanes }) => {
    const [top, bottom] = [y + 30, y + 30 + lanes.length * lineHeight];
    const lines = ticks.map((ms) => `M${scale(ms).toFixed(1)} ${top - 2}V${bottom}`);
    const grid = `<path class="ab-grid" d="${lines.join('')}"/>`;
    const panel = panelOf(mode, run, lanes, y, scale);
    y = bottom + 14;
    return `${grid}\n${panel}`;
  });
  const height = y + 24;
  const [scenario, ...about] = headingParts(report);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ` +
      'class="ab-timeline" role="img" aria-labelledby="ab-title ab-desc">',
    `<title id="ab-title">${escaped(`${scenario}: timelines of ${counted(runs.length, 'mode')}`)}</title>`,
    `<desc id="ab-desc">${escaped(described(runs))}</desc>`,
    `<style>${styleSheet}</style><defs>${patterns}</defs>`,
    element('rect', { class: 'ab-bg', width, height }),
    element('text', { class: 'ab-head', x: margin, y: 36 }, fitted(scenario!, 90)),
    element('text', { class: 'ab-muted', x: margin, y: 58 }, fitted(about.join(' · '), 130)),
    legend(kinds, inferenceWaits(report.scenario)),
    ...panels,
    ...ticks.map((ms) => element('text', { class: 'ab-tick', x: scale(ms).toFixed(1), y: y + 8 }, tickOf(ms))),
    '</svg>\n',
  ].join('\n');
}

/** The picture in words. */
function described(runs: readonly { readonly mode: ModeReport; readonly run: RunReport }[]): string {
  return runs
    .map(
      ({ mode, run }) =>
        `${mode.mode} takes ${formatDuration(run.makespanMs)}, ${completenessOf([run])} sources; critical path: ` +
        `${pathWords(run).join(' ')}.`,
    )
    .join(' ');
}

function panelOf(mode: ModeReport, run: RunReport, lanes: readonly Lane[], top: number, scale: Scale): string {
  const speedup =
    mode.speedup === null || mode.mode === 'sequential' ? [] : [`${mode.speedup.toFixed(2)}× as fast as sequential`];
  const repeated = mode.runs.length === 1 ? [] : [`the typical one of ${counted(mode.runs.length, 'run')}`];
  const facts = [formatDuration(run.makespanMs), `${completenessOf([run])} sources`, ...speedup, ...repeated];
  const from = top + 30;
  const laneTop = (i: number): number => from + i * lineHeight;
  const endX = scale(run.makespanMs);
  return [
    `<g role="group" aria-label="${escaped(mode.mode)}">`,
    `<text x="${margin}" y="${top + 18}"><tspan class="ab-mode">${mode.mode}</tspan><tspan class="ab-muted" ` +
      `dx="8">${escaped(`· ${facts.join(' · ')}`)}</tspan></text>`,
    ...lanes.flatMap((lane, i) => [
      element(
        'text',
        { x: margin, y: laneTop(i) + 13, ...(lane.bars.length === 0 && { class: 'ab-muted' }) },
        fitted(lane.name, lane.name.startsWith('…') ? 60 : nameColumns),
      ),
      barShapes(lane.bars, laneTop(i), scale),
    ]),
    criticalPath(run, lanes, laneTop, scale),
    element('path', { class: 'ab-end', d: `M${endX.toFixed(1)} ${from - 2}V${laneTop(lanes.length)}` }),
    '</g>',
  ].join('\n');
}

/** The critical path as a line below its spans that goes from lane to lane where the path does. */
function criticalPath(run: RunReport, lanes: readonly Lane[], laneTop: (i: number) => number, scale: Scale): string {
  const laneOf = new Map(lanes.flatMap(({ spans }, i) => [...spans].map((id) => [id, i] as const)));
  const parts = run.criticalPath.flatMap(({ span, startMs, durationMs }) => {
    const lane = laneOf.get(span);
    return lane === undefined
      ? []
      : [{ y: laneTop(lane) + lineHeight - 3, from: scale(startMs), to: scale(startMs + durationMs) }];
  });
  let line = '';
  let last: { y: number; x: number } | undefined;
  for (const { y, from, to } of parts) {
    if (to - from < 0.5 && last !== undefined) continue; // too short to be seen, and there may be thousands
    if (last === undefined || from - last.x > 3) line += `M${from.toFixed(1)} ${y}`;
    else if (last.y !== y) line += `V${y}`;
    line += `H${to.toFixed(1)}`;
    last = { y, x: to };
  }
  return line === ''
    ? ''
    : `<path class="ab-critical" d="${line}"><title>critical path: ${escaped(pathWords(run).join(' '))}</title></path>`;
}

/** Round times, about eight of them. */
function ticksOf(longestMs: number): number[] {
  const every = niceStep(longestMs / 8);
  return Array.from({ length: Math.floor(longestMs / every + 1e-9) + 1 }, (_, i) => i * every);
}

/** The kinds of bars that there are, and what they mean. */
function legend(kinds: ReadonlySet<BarKind>, remote: boolean): string {
  const y = 72;
  let x = margin;
  const entries = (Object.entries(meaningOf(remote)) as [BarKind, string][]).filter(([kind]) => kinds.has(kind));
  const shapes = entries.map(([kind, meaning]) => {
    const bar: Bar = { kind, startMs: 0, endMs: 0, title: meaning };
    const at = x;
    x += 28 + stringWidth(meaning) * 7 + 18;
    return mark(bar, at, at + 20, y) + element('text', { class: 'ab-muted', x: at + 27, y: y + 12 }, meaning);
  });
  const line =
    `<path class="ab-critical" d="M${x} ` +
    `${y + 8}h20"/>${element('text', { class: 'ab-muted', x: x + 27, y: y + 12 }, 'critical path')}`;
  return [...shapes, line].join('\n');
}
