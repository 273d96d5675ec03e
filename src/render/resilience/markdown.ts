import { printable } from '../../lib/text.js';
import type { ResilienceReport } from '../../results/documents/resilience.js';
import { escaped, markdownTable } from '../markdown-table.js';
import {
  adviceSentence,
  allowance,
  caveats,
  conclusion,
  confirmedHead,
  confirmedRows,
  failureHead,
  failureRows,
  interruptedSentence,
  latticeSentence,
  remediesTitle,
  remedyFigures,
  tuningTitle,
  worstSentence,
} from './figures.js';

/** A resilience report for a pull request or a wiki: what the terminal shows, in its order. */
export function resilienceMarkdown(report: ResilienceReport): string {
  const { lattice, interrupted } = report;
  const blocks = [
    `# ${escaped(report.scenario.name)}: resilience`,
    interrupted ? `**${interruptedSentence}**` : '',
    `${escaped(latticeSentence(report))}.`,
    markdownTable(
      failureHead.map((cell) => cell.replace('\n', ' ')),
      failureRows(report),
    ),
    worstSentence(report),
    commandBlock(lattice.worst.command),
    ...invariants(report),
    ...remedies(report),
    ...tuning(report),
    ...confirmed(report),
    escaped(conclusion(report)),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

/** A list, with the command that shows it behind each that is broken. */
function invariants({ lattice }: ResilienceReport): string[] {
  const items = lattice.invariants.map(({ name, checked, broken, command }) => {
    const verdict = broken === 0 ? `holds (${checked} of ${checked})` : `**broken in ${broken}** of ${checked}`;
    const item = `- ${verdict}: ${escaped(name)}${allowance(name, lattice)}`;
    return command === null ? item : `${item}; the first:\n\n${commandBlock(command, '  ')}\n`;
  });
  return [items.join('\n').trimEnd()];
}

function remedies(report: ResilienceReport): string[] {
  const [first] = report.remedies;
  if (first === undefined) return [];
  return [
    escaped(remediesTitle(report, first)),
    remedyTable('remedy', report.remedies),
    `Where the last column is empty, ${caveats}`,
  ];
}

function tuning({ tuning: found }: ResilienceReport): string[] {
  if (found === null) return [];
  const { parameter, points } = found;
  return [escaped(tuningTitle(found)), remedyTable(parameter, points), escaped(adviceSentence(found))];
}

function remedyTable(what: string, rows: ResilienceReport['remedies']): string {
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
  return markdownTable(
    head,
    rows.map((row) => [row.name, ...remedyFigures(row), row.dominatedBy ?? '']),
  );
}

function confirmed(report: ResilienceReport): string[] {
  if (report.confirmed.length === 0) return [];
  const head = confirmedHead.map((cell) => cell.replace('\n', ' '));
  return ['Run again on real time:', markdownTable(head, confirmedRows(report))];
}

/** A command that can be copied as it is: the fence is longer than any row of backticks in it. */
function commandBlock(command: string, indent = ''): string {
  const ticks = command.match(/`+/gu)?.map(({ length }) => length) ?? [];
  const fence = '`'.repeat(Math.max(2, ...ticks) + 1);
  return [`${fence}sh`, printable(command), fence].map((line) => indent + line).join('\n');
}
