import type { Report } from '../../results/documents/run.js';
import { escaped, markdownTable } from '../markdown-table.js';
import { modelHead, modelNotes, modelRows } from './model-figures.js';
import { wordsOf, wrapped, type Style } from '../style.js';
import { figuresTable } from '../table.js';

/** What the model took in each mode, and what to know of it; empty where no model was asked. */
export function modelText(report: Report, style: Style): string {
  const rows = modelRows(report);
  if (rows.length === 0) return '';
  const notes = modelNotes(report).map((note) => wrapped(wordsOf(note), style.width));
  return [figuresTable(modelHead, rows, style), ...(notes.length === 0 ? [] : ['', ...notes])].join('\n');
}

/** The same as Markdown. */
export function modelMarkdown(report: Report): string {
  const rows = modelRows(report);
  if (rows.length === 0) return '';
  const columns = modelHead.map((cell) => cell.replace('\n', ' '));
  return [markdownTable(columns, rows), modelNotes(report).map(escaped).join('\n')]
    .filter((block) => block !== '')
    .join('\n\n');
}
