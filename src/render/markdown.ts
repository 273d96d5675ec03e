import { printable } from '../lib/text.js';
import { columnsFor, phrasesOf, renderedBlocks, type Block, type Item, type Line, type Renderers } from './blocks.js';
import { lineChart } from './line-chart.js';
import { plainStyle } from './style.js';
import { axisOf, lanesOf } from './timeline.js';

/** Pictures are drawn as for a terminal of this width. */
const drawing = plainStyle(100);

/** Blocks as Markdown, for a pull request or a wiki: pictures are blocks of code. */
export function markdownOf(blocks: readonly Block[]): string {
  return `${renderedBlocks(blocks, 'page', renderers, undefined).join('\n\n')}\n`;
}

const renderers: Renderers<undefined> = {
  title: ({ level, text, about }) =>
    [`${'#'.repeat(level)} ${escaped(text)}`, ...(about === undefined ? [] : [`${escaped(about)}.`])].join('\n\n'),

  sentences: ({ sentences, list = false }) =>
    sentences.map((sentence) => `${list ? '- ' : ''}${marked(sentence)}`).join('\n'),

  notes: ({ severity, notes }) =>
    notes.map((note) => `> ${severity === 'error' ? '✗ ' : ''}${escaped(note)}`).join('\n>\n'),

  list: ({ items }) => items.map(listed).join('\n').trimEnd(),

  table: (table) => {
    const { columns, rows } = columnsFor('page', table);
    if (rows.length === 0) return '';
    const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
    const rule = columns.map(({ words = false }, i) => (i === 0 || words ? '---' : '---:')).join('|');
    return [
      line(columns.map(({ name }) => escaped(name.replaceAll('\n', ' ')))),
      `|${rule}|`,
      ...rows.map((row) => line(row.map(marked))),
    ].join('\n');
  },

  command: ({ command }) => fenced(printable(command), 'sh'),

  chart: ({ title, series, formats }) => drawn(`${printable(title)}\n${lineChart(series, formats, drawing)}`),

  timeline: (block) => {
    const axis = axisOf(block, drawing.width);
    const pictures = block.pictures.map((picture) =>
      [printable(picture.title), ...lanesOf(picture, axis, drawing)].join('\n'),
    );
    return pictures.length === 0 ? '' : drawn([block.legend.join('   '), ...pictures].join('\n\n'));
  },

  distributions: () => '',

  group: ({ blocks }) => renderedBlocks(blocks, 'page', renderers, undefined).join('\n\n'),
};

function listed({ mark, text, details = [], command }: Item): string {
  const before = mark === undefined ? '' : `${marked(mark)} `;
  const more = details.map(([label, said]) => `  - ${escaped(label)}: ${escaped(said)}`);
  const shown = command === undefined ? [] : ['', fenced(printable(command), 'sh', '  '), ''];
  return [`- ${before}${marked(text)}`, ...more, ...shown].join('\n');
}

/** A line with its phrases marked: those to type as code, those with a tone in bold. */
function marked(line: Line): string {
  return phrasesOf(line)
    .map(({ text, tone, code = false }) => {
      if (code) return `\`${printable(text).replaceAll('`', "'")}\``;
      return tone === undefined || tone === 'quiet' ? escaped(text) : `**${escaped(text)}**`;
    })
    .join(' ');
}

/** Text that Markdown and HTML leave as it is. */
function escaped(text: string): string {
  return printable(text).replaceAll(/[\\`*_[\]<>|#&]/g, (character) => `\\${character}`);
}

/** A picture as it is drawn in a terminal. */
function drawn(picture: string): string {
  return ['```text', picture.replaceAll('`', "'"), '```'].join('\n');
}

/** Code as it is, behind a fence that is longer than any row of backticks in it. */
function fenced(code: string, language: string, indent = ''): string {
  const ticks = code.match(/`+/gu)?.map(({ length }) => length) ?? [];
  const fence = '`'.repeat(Math.max(2, ...ticks) + 1);
  return [`${fence}${language}`, code, fence].map((line) => indent + line).join('\n');
}
