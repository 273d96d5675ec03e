import { printable } from '../lib/text.js';
import {
  columnsFor,
  phrasesOf,
  renderedBlocks,
  type Block,
  type Item,
  type Line,
  type Phrase,
  type Renderers,
  type Table,
  type Tone,
} from './blocks.js';
import { distributions } from './distribution.js';
import { lineChart } from './line-chart.js';
import { plainStyle } from './style.js';
import { axisOf, lanesOf } from './timeline.js';

/** Pictures are drawn as for a terminal of this width. */
const drawing = plainStyle(100);

const look =
  ':root{color-scheme:light dark}' +
  'body{font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem}' +
  'table{border-collapse:collapse;margin:1rem 0;display:block;max-width:100%;overflow-x:auto}' +
  'th,td{padding:.2rem .6rem;text-align:left;border-bottom:1px solid #8886}' +
  'td.figure,th.figure{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}pre{overflow-x:auto}' +
  '.strong{font-weight:600}.quiet{opacity:.75}.good{color:light-dark(#176639,#7ed6a0)}' +
  '.bad,.error{color:light-dark(#a8201a,#ff9b94)}' +
  '.warning{color:light-dark(#7a4d00,#f0c674)}';

/** Blocks as a page of HTML that loads nothing and runs nothing. */
export function htmlOf(blocks: readonly Block[]): string {
  const title = blocks.find((block) => block.kind === 'title');
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escaped(title?.text ?? 'agent-bench')}</title>`,
    `<style>${look}</style>`,
    '<main>',
    htmlFragment(blocks),
    '</main>',
    '</html>',
    '',
  ].join('\n');
}

/** Blocks as HTML to stand in a page. Whatever they say is text, and never markup. */
export function htmlFragment(blocks: readonly Block[]): string {
  return renderedBlocks(blocks, 'page', renderers, undefined).join('\n');
}

const renderers: Renderers<undefined> = {
  title: ({ level, text, about }) =>
    element(`h${level}`, escaped(text)) + (about === undefined ? '' : element('p', `${escaped(about)}.`)),

  sentences: ({ sentences, tone, list = false }) =>
    list
      ? listOf(sentences.map((sentence) => element('li', marked(sentence), tone)))
      : sentences.map((sentence) => element('p', marked(sentence), tone)).join('\n'),

  notes: ({ severity, notes }) => notes.map((note) => element('p', escaped(note), severity)).join('\n'),

  list: ({ items }) => listOf(items.map(listed)),

  table: tableOf,

  command: ({ command }) => code(command),

  chart: ({ title, series, formats }) => element('p', escaped(title)) + drawn(lineChart(series, formats, drawing)),

  timeline: (block) => {
    const axis = axisOf(block, drawing.width);
    const pictures = block.pictures.map(
      (picture) => element('p', escaped(picture.title), 'strong') + drawn(lanesOf(picture, axis, drawing).join('\n')),
    );
    return pictures.length === 0
      ? ''
      : [element('p', escaped(block.legend.join(' ')), 'quiet'), ...pictures].join('\n');
  },

  distributions: ({ of }) => (of.length === 0 ? '' : drawn(distributions(of, drawing))),

  group: ({ blocks }) => htmlFragment(blocks),
};

function tableOf(table: Table): string {
  const { columns, rows } = columnsFor('page', table);
  if (rows.length === 0) return '';
  const classes = columns.map(({ words = false }, i) => (i === 0 || words ? undefined : 'figure'));
  const head = columns.map(({ name }, i) => element('th scope="col"', escaped(name.replaceAll('\n', ' ')), classes[i]));
  const body = rows.map((row) =>
    element('tr', row.map((cell, i) => element(i === 0 ? 'th scope="row"' : 'td', marked(cell), classes[i])).join('')),
  );
  return element(
    'table',
    `\n${element('thead', element('tr', head.join('')))}\n${element('tbody', body.join('\n'))}\n`,
  );
}

function listed({ mark, text, details = [], command }: Item): string {
  const before = mark === undefined ? '' : `${marked(mark)} `;
  const more = details.map(([label, said]) => element('li', `${escaped(label)}: ${escaped(said)}`));
  const shown = command === undefined ? '' : code(command);
  return element('li', before + marked(text) + (more.length === 0 ? '' : listOf(more)) + shown);
}

function listOf(items: readonly string[]): string {
  return items.length === 0 ? '' : element('ul', `\n${items.join('\n')}\n`);
}

function marked(line: Line): string {
  return phrasesOf(line).map(phrase).join(' ');
}

function phrase({ text, tone, code: typed = false }: Phrase): string {
  if (typed) return element('code', escaped(text));
  if (tone === undefined) return escaped(text);
  return element(tone === 'quiet' ? 'span' : 'strong', escaped(text), tone);
}

function code(command: string): string {
  return element('pre', element('code', escaped(command)));
}

function drawn(picture: string): string {
  return element('pre', picture.split('\n').map(escaped).join('\n'));
}

/** An element of a tag with its attributes, and a class where it has one. The content is markup already. */
function element(tag: string, content: string, name?: Tone | 'figure' | 'error'): string {
  const named = name === undefined ? '' : ` class="${name}"`;
  return `<${tag}${named}>${content}</${tag.split(' ')[0]}>`;
}

function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return printable(text).replaceAll(/[&<>"']/gu, (character) => entities[character]!);
}
