import { escaped, markdownTable } from './markdown-table.js';
import { printable } from '../../lib/text.js';
import { formatDuration } from '../../lib/duration.js';
import type { ResilienceReport } from '../resilience-schema.js';
import { allowance, percent, remedyFigures } from './resilience-figures.js';

/** A resilience report for a pull request or a wiki. */
export function resilienceMarkdown(report: ResilienceReport): string {
  const { lattice, remedies, tuning } = report;
  const blocks = [
    `# ${escaped(report.scenario.name)}: resilience`,
    `Worst case: completeness ${percent(lattice.worst.completeness)} after ${formatDuration(lattice.worst.makespanMs)}.`,
    commandBlock(lattice.worst.command),
    markdownTable(
      ['not healthy', 'cases', 'least completeness', 'longest makespan'],
      lattice.byFailures.map((row) => [String(row.failed), String(row.cases), percent(row.minCompleteness), formatDuration(row.maxMakespanMs)]),
    ),
    lattice.invariants
      .map(({ name, checked, broken }) => `- ${broken === 0 ? 'holds' : `**broken in ${broken}**`} of ${checked}: ${name}${allowance(name, lattice)}`)
      .join('\n'),
    remedyTable('remedy', remedies),
    ...(tuning === null
      ? []
      : [
          remedyTable(tuning.parameter, tuning.points),
          `Recommended ${tuning.parameter}: ${escaped(tuning.recommended.name)}; ${escaped(tuning.recommended.reason)}.`,
        ]),
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** A command that can be copied as it is: the fence is longer than any row of backticks in it. */
function commandBlock(command: string): string {
  const ticks = command.match(/`+/gu)?.map(({ length }) => length) ?? [];
  const fence = '`'.repeat(Math.max(2, ...ticks) + 1);
  return [`${fence}sh`, printable(command), fence].join('\n');
}

function remedyTable(what: string, rows: ResilienceReport['remedies']): string {
  const head = [what, 'clean answers', 'completeness', 'stand-ins', 'p50', 'p95', 'p99', 'attempts', 'wasted', 'dominated by'];
  return markdownTable(
    head,
    rows.map((row) => [row.name, ...remedyFigures(row), row.dominatedBy ?? '']),
  );
}
