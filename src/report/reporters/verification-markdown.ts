import { formatDuration } from '../../lib/duration.js';
import { inferenceWaits } from '../../scenario/arrangement.js';
import type { Verification } from '../verification-schema.js';
import { escaped, markdownTable } from './markdown-table.js';
import { verificationSummary } from './verification-text.js';

type Mode = Verification['modes'][number];

/** A verification for a pull request or a wiki: the checklist, then the times of the modes. */
export function verificationMarkdown(report: Verification): string {
  const { scenario, environment, world, seed, tool } = report;
  const head = ['mode', '', 'fetch', 'inference', 'total', 'speedup', 'hypervisor took', 'other programs took'];
  const blocks = [
    `# ${escaped(scenario.name)}: verification`,
    escaped(verificationSummary(report)),
    ['| | line | expected | measured |', '|---|---|---|---|', ...report.checks.map(row)].join('\n'),
    '## Times of the modes',
    markdownTable(head, report.modes.flatMap(rows)),
    `Measured on ${world.cores} cores (${escaped(environment.cpuModel)}, Node ${escaped(environment.node)}), ${inferenceWaits(scenario) ? 'no' : world.workers} workers, ` +
      `contention ${world.contention.toFixed(2)}, durations × ${scenario.scale}, seed ${seed}, agent-bench ${escaped(tool.version)}.`,
  ];
  return `${blocks.join('\n\n')}\n`;
}

function row({ outcome, what, expected, measured, reason }: Verification['checks'][number]): string {
  const why = reason === null ? '' : ` (${escaped(reason)})`;
  return `| ${outcome === 'passed' ? outcome : `**${outcome}**`} | ${escaped(what)} | ${escaped(expected)} | ${escaped(measured)}${why} |`;
}

function rows({ mode, expected, measured, stealMs, othersCpuMs }: Mode): string[][] {
  const known = (ms: number | null): string => (ms === null ? 'unknown' : formatDuration(ms));
  return [
    [mode, 'expected', ...figures(expected), '', ''],
    ['', 'measured', ...figures(measured), known(stealMs), known(othersCpuMs)],
  ];
}

function figures({ fetchMs, inferenceMs, totalMs, speedup }: Mode['measured']): string[] {
  return [formatDuration(fetchMs), formatDuration(inferenceMs), formatDuration(totalMs), speedup === null ? '–' : `${speedup.toFixed(2)}×`];
}
