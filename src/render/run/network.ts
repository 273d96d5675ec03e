import { counted, printable } from '../../lib/text.js';
import type { Report } from '../../results/documents/run.js';
import { escaped, markdownTable } from '../markdown-table.js';
import { networkHead, networkRows, networkTitle } from './network-figures.js';
import { fitted, wordsOf, wrapped, type Style } from '../style.js';
import { figuresTable } from '../table.js';

const maxRows = 12;
const maxName = 30;

/**
 * The parts of the attempts at each source, in the order of the scenario; empty where no source is asked over a
 * network.
 */
export function networkText(report: Report, style: Style): string {
  const rows = networkRows(report);
  if (rows.length === 0) return '';
  const shown = rows
    .slice(0, maxRows)
    .map(([name, ...figures]) => [fitted(printable(name!), maxName).trimEnd(), ...figures]);
  const table = figuresTable(networkHead, shown, style);
  return [wrapped(wordsOf(networkTitle), style.width), table, ...more(rows)].join('\n');
}

/** The same as a table of Markdown. */
export function networkMarkdown(report: Report): string {
  const rows = networkRows(report);
  if (rows.length === 0) return '';
  return [escaped(networkTitle), '', markdownTable(networkHead, rows.slice(0, maxRows)), ...more(rows)].join('\n');
}

function more(rows: readonly unknown[]): string[] {
  return rows.length > maxRows ? [` and ${counted(rows.length - maxRows, 'source')} more`] : [];
}
