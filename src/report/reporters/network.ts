import { formatDuration } from '../../lib/duration.js';
import { median } from '../../lib/stats.js';
import { counted, printable } from '../../lib/text.js';
import { isPart, type SpanKind } from '../../model/trace.js';
import type { Report } from '../schema.js';
import { escaped, markdownTable } from './markdown-table.js';
import { fitted, wordsOf, wrapped, type Style } from './style.js';
import { figuresTable } from './table.js';

const maxRows = 12;
const maxName = 30;
const parts = ['connect', 'first-byte', 'body'] as const satisfies readonly SpanKind[];
const title =
  'What the attempts over the network waited for, at the median over all runs: until the request was out, until the answer began, until it was whole.';

/** The parts of the attempts at each source, in the order of the scenario; empty where no source is asked over a network. */
export function networkText(report: Report, style: Style): string {
  const rows = networkRows(report);
  if (rows.length === 0) return '';
  const shown = rows.slice(0, maxRows).map(([name, ...figures]) => [fitted(printable(name!), maxName).trimEnd(), ...figures]);
  const table = figuresTable(['source', 'answered', 'connect', 'first byte', 'body'], shown, style);
  return [wrapped(wordsOf(title), style.width), table, ...more(rows)].join('\n');
}

/** The same as a table of Markdown. */
export function networkMarkdown(report: Report): string {
  const rows = networkRows(report);
  if (rows.length === 0) return '';
  return [escaped(title), '', markdownTable(['source', 'answered', 'connect', 'first byte', 'body'], rows.slice(0, maxRows)), ...more(rows)].join('\n');
}

function more(rows: readonly unknown[]): string[] {
  return rows.length > maxRows ? [` and ${counted(rows.length - maxRows, 'source')} more`] : [];
}

/** Of each source with such parts: its name, how many attempts had a whole answer, and the median of each part that went well. */
function networkRows({ scenario, modes }: Report): string[][] {
  const times = new Map<string, number[]>();
  const asked = new Set<string>();
  for (const { spans } of modes.flatMap(({ runs }) => runs)) {
    const attempts = new Set(spans.filter(({ kind }) => kind === 'attempt').map(({ id }) => id));
    for (const { name, kind, outcome, parent, startMs, endMs } of spans) {
      if (!isPart(kind) || parent === null || !attempts.has(parent)) continue;
      asked.add(name);
      const key = `${kind} ${name}`;
      const known = times.get(key) ?? [];
      if (outcome === 'ok') known.push(endMs - startMs);
      times.set(key, known);
    }
  }
  return scenario.sources
    .filter(({ name }) => asked.has(name))
    .map(({ name }) => {
      const of = parts.map((part) => times.get(`${part} ${name}`) ?? []);
      return [name, String(of[2]!.length), ...of.map((ms) => (ms.length === 0 ? '–' : formatDuration(median(ms))))];
    });
}
