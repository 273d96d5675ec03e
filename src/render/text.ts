import stringWidth from 'fast-string-width';
import { formatDuration } from '../lib/duration.js';
import { printable } from '../lib/text.js';
import {
  phrasesOf,
  renderedBlocks,
  type Block,
  type Item,
  type Line,
  type Picture,
  type Renderers,
  type Tone,
} from './blocks.js';
import { distributions } from './distribution.js';
import { lineChart } from './line-chart.js';
import { padded, wordsOf, wrapped, type Paint, type Style } from './style.js';
import { drawnTable } from './table.js';
import { axisOf, lanesOf, type Axis } from './timeline.js';

/** Blocks as a person reads them in a terminal: wrapped to its width, coloured as its style says. */
export function textOf(blocks: readonly Block[], style: Style): string {
  return `${renderedBlocks(blocks, 'terminal', renderers, style).join('\n\n')}\n`;
}

/** The same without an empty line between blocks and a line break behind the last: for a part of a text. */
export function textLines(blocks: readonly Block[], style: Style): string {
  return renderedBlocks(blocks, 'terminal', renderers, style).join('\n');
}

const renderers: Renderers<Style> = {
  title: ({ text: title, about = title }, { width, paint }) => paint.bold(wrapped(words(about, paint), width)),

  sentences: ({ sentences, tone, indent = 0, hanging = 0 }, { width, paint }) => {
    const [first, rest] = [' '.repeat(indent), ' '.repeat(indent + hanging)];
    return sentences.map((line) => painted(tone, paint)(wrapped(words(line, paint), width, rest, first))).join('\n');
  },

  notes: ({ severity, notes, indent = 0 }, { width, paint }) => {
    const { mark, tone } = (
      { warning: { mark: '!', tone: paint.yellow }, error: { mark: '✗', tone: paint.red } } as const
    )[severity];
    const [first, rest] = [' '.repeat(indent), ' '.repeat(indent + 2)];
    return notes.map((note) => tone(wrapped(words(`${mark} ${note}`, paint), width, rest, first))).join('\n');
  },

  list: ({ items, indent = 0, column }, style) => {
    const marks = items.map(({ mark = [] }) => words(mark, style.paint).join(' '));
    const wide = column ?? Math.max(0, ...marks.map((mark) => stringWidth(mark))) + 2;
    return items.map((item, i) => listed(item, marks[i]!, { indent, column: wide }, style)).join('\n');
  },

  table: drawnTable,

  command: ({ command }) => `  ${printable(command)}`,

  chart: ({ title, series, formats }, style) =>
    `${wrapped(words(title, style.paint), style.width)}\n${lineChart(series, formats, style)}`,

  timeline: (block, style) => {
    const axis = axisOf(block, style.width);
    const legend = wrapped(
      block.legend.map((mark) => ` ${mark}`),
      style.width,
    );
    const pictures = block.pictures.map((one) => picture(one, axis, block.scale === true, style));
    return [...(block.legend.length === 0 ? [] : [style.paint.dim(legend)]), ...pictures].join('\n\n');
  },

  distributions: ({ of }, style) => distributions(of, style),

  group: ({ blocks }, style) => textLines(blocks, style),
};

/** A run below its title. */
function picture(one: Picture, axis: Axis, scale: boolean, style: Style): string {
  const { title, aside, above = [], below = [] } = one;
  const named = [title, ...(aside === undefined ? [] : [aside])].map(printable).join(' · ');
  return [
    scale ? withScale(named, axis, style) : style.paint.bold(wrapped(wordsOf(named), style.width)),
    ...renderedBlocks(above, 'terminal', renderers, style),
    ...lanesOf(one, axis, style),
    ...renderedBlocks(below, 'terminal', renderers, style),
  ].join('\n');
}

/** A title with the length of a cell at the end of its line, or below it where there is no room. */
function withScale(title: string, { cellMs }: Axis, { width, paint }: Style): string {
  const scale = `1 cell = ${formatDuration(cellMs)}`;
  const room = width - scale.length - 1;
  if (stringWidth(title) <= room) return `${paint.bold(padded(title, room))} ${paint.dim(scale)}`;
  return `${paint.bold(wrapped(wordsOf(title), width))}\n ${paint.dim(scale)}`;
}

/** An item behind its mark, or below it where marks take more than half of the width. */
function listed(
  { text: line, details = [], command }: Item,
  mark: string,
  { indent, column }: { readonly indent: number; readonly column: number },
  { width, paint }: Style,
): string {
  const beside = indent + column <= width / 2;
  const first = ' '.repeat(indent);
  const rest = ' '.repeat(indent + (beside ? column : 2));
  const gap = ' '.repeat(Math.max(1, column - stringWidth(mark)));
  const head = beside
    ? wrapped(words(line, paint), width, rest, `${first}${mark}${gap}`)
    : wrapped([...(mark === '' ? [] : [mark]), ...words(line, paint)], width, rest, first);
  const labels = Math.max(0, ...details.map(([label]) => label.length)) + 2;
  const more = details.map(([label, said]) =>
    wrapped(words(said, paint), width, rest + ' '.repeat(labels), rest + label.padEnd(labels)),
  );
  return [head, ...more, ...(command === undefined ? [] : [`  ${printable(command)}`])].join('\n');
}

/** The words of a line, each in its colour. */
function words(line: Line, paint: Paint): string[] {
  return phrasesOf(line).flatMap(({ text: said, tone, code = false, whole = false }) => {
    const shown = code ? `\`${printable(said)}\`` : printable(said);
    const coloured = painted(tone, paint)(shown);
    return whole ? [coloured] : wordsOf(coloured);
  });
}

const plain = (unpainted: string): string => unpainted;

function painted(tone: Tone | undefined, paint: Paint): (unpainted: string) => string {
  if (tone === undefined) return plain;
  return { strong: paint.bold, quiet: paint.dim, good: paint.green, bad: paint.red, warning: paint.yellow }[tone];
}
