import { formatDuration } from '../../lib/duration.js';
import { median } from '../../lib/statistics/descriptive.js';
import { counted } from '../../lib/text.js';
import { isPart, type SpanKind } from '../../model/trace.js';
import type { Report } from '../../results/documents/run.js';
import type { Block } from '../blocks.js';

const parts = ['connect', 'first-byte', 'body'] as const satisfies readonly SpanKind[];

/** What the figures of a network are. */
export const networkTitle =
  'What the attempts over the network waited for, at the median over all runs: until the request was out, until the ' +
  'answer began, until it was whole.';

/** The columns of `networkRows`. */
export const networkHead = ['source', 'answered', 'connect', 'first byte', 'body'];

/**
 * Of each source with such parts: its name, how many attempts had a whole answer, and the median of each part that went
 * well.
 */
export function networkRows({ scenario, modes }: Report): string[][] {
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

const mostRows = 12;
const longestName = 30;

/**
 * The parts of the attempts at each source, in the order of the scenario; nothing where no source is asked over a
 * network.
 */
export function networkBlocks(report: Report): Block[] {
  const rows = networkRows(report);
  if (rows.length === 0) return [];
  const [name, ...figures] = networkHead;
  const more = rows.length - mostRows;
  return [
    {
      kind: 'group',
      blocks: [
        { kind: 'sentences', sentences: [networkTitle] },
        {
          kind: 'table',
          columns: [{ name: name!, atMost: longestName }, ...figures],
          rows: rows.slice(0, mostRows),
        },
        { kind: 'sentences', sentences: more > 0 ? [`and ${counted(more, 'source')} more`] : [], indent: 1 },
      ],
    },
  ];
}
