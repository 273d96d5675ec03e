import { remedyFigures } from '../../../render/resilience/figures.js';
import type { ResilienceReport } from '../../../results/documents/resilience.js';
import { FiguresTable } from '../../parts/tables.js';

/** Remedies with their benefit and cost; a star marks those that no other dominates. */
export function RemedyTable({
  caption,
  what,
  rows,
}: {
  caption: string;
  what: string;
  rows: ResilienceReport['remedies'];
}) {
  const head = [
    what,
    'clean answers',
    'completeness',
    'stand-ins',
    'p50',
    'p95',
    'p99',
    'attempts',
    'wasted',
    'dominated by',
  ];
  return (
    <FiguresTable
      caption={caption}
      quiet
      head={head}
      rows={rows.map((row) => [
        `${row.dominatedBy === null ? '★ ' : ''}${row.name}`,
        ...remedyFigures(row),
        row.dominatedBy ?? '',
      ])}
      words={[9]}
    />
  );
}
