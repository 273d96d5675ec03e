import { useRef, useState } from 'react';
import { formatDuration } from '../../../lib/duration.js';
import { counted, oneLine } from '../../../lib/text.js';
import type { Span } from '../../../model/trace.js';
import type { RunReport } from '../../../results/documents/run.js';
import { Details, FiguresTable } from '../tables.js';
import { kindWords, slackFor, type Slack } from './span-facts.js';

interface SpanTableProps {
  /** Instants are listed among the spans, by time. */
  readonly run: { readonly spans: readonly Span[] } & Pick<RunReport, 'instants' | 'criticalPath'>;
  readonly title: string;
  readonly slack?: Slack;
}

/** The most rows before all are asked for. */
const shownRows = 100;
const head = [
  'Source',
  'What',
  'Lane',
  'Start',
  'End',
  'Duration',
  'Outcome',
  'CPU time',
  'Waited for a core',
  'Slack',
  'Critical path',
];
const words = [1, 2, 6, 10];
const noSlack: Slack = new Map();

/** Every span of a run in a table, which is made only once it is opened. */
export function SpanTable({ run, title, slack = noSlack }: SpanTableProps) {
  return (
    <Details summary={`${counted(run.spans.length, 'span')} of ${title} as a table`}>
      {() => <Rows run={run} title={title} slack={slack} />}
    </Details>
  );
}

function Rows({ run, title, slack }: Required<SpanTableProps>) {
  const [all, setAll] = useState(false);
  const table = useRef<HTMLDivElement>(null);
  const showAll = (): void => {
    setAll(true);
    // the button that was pressed goes
    table.current!.querySelector<HTMLElement>('.scroll')!.focus({ preventScroll: true });
  };
  const rows = rowsOf(run, slack);
  // Columns that are empty in every row are left out.
  const columns = head.map((_, i) => i).filter((i) => i < 7 || rows.some((row) => row[i] !== ''));
  const picked = (row: readonly string[]): string[] => columns.map((i) => row[i]!);
  return (
    <div ref={table} className="span-table">
      <FiguresTable
        caption={`Spans of ${title}, in the order in which they began`}
        quiet
        head={picked(head)}
        rows={rows.slice(0, all ? Infinity : shownRows).map(picked)}
        words={words.map((i) => columns.indexOf(i))}
      />
      {!all && rows.length > shownRows && (
        <button type="button" onClick={showAll}>
          Show all {rows.length.toLocaleString('en-US')}
        </button>
      )}
    </div>
  );
}

function rowsOf({ spans, instants, criticalPath }: SpanTableProps['run'], slack: Slack): string[][] {
  const critical = new Set(criticalPath.map(({ span }) => span));
  const duration = (ms: number | undefined): string => (ms === undefined ? '' : formatDuration(ms));
  const timed = [
    ...spans.map((span) => ({
      atMs: span.startMs,
      row: [
        span.name,
        kindWords[span.kind],
        span.lane,
        formatDuration(span.startMs),
        formatDuration(span.endMs),
        formatDuration(span.endMs - span.startMs),
        span.outcome,
        duration(span.cpuMs),
        duration(span.coreWaitMs),
        duration(slackFor(span, slack)),
        critical.has(span.id) ? 'yes' : '',
      ],
    })),
    ...instants.map(({ atMs, name, what }) => ({
      atMs,
      row: [name, oneLine(what), '', formatDuration(atMs), '', '', 'happened', '', '', '', ''],
    })),
  ];
  return timed.toSorted((a, b) => a.atMs - b.atMs).map(({ row }) => row);
}
