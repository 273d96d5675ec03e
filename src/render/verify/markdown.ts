import { inferenceWaits } from '../../scenario/derived.js';
import type { Verification } from '../../results/documents/verify.js';
import { escaped, markdownTable } from '../markdown-table.js';
import { verificationSummary, verifiedHead, verifiedModes } from './figures.js';

/** A verification for a pull request or a wiki: the checklist, then the times of the modes. */
export function verificationMarkdown(report: Verification): string {
  const { scenario, environment, world, seed, tool } = report;
  const blocks = [
    `# ${escaped(scenario.name)}: verification`,
    escaped(verificationSummary(report)),
    ['| | line | expected | measured |', '|---|---|---|---|', ...report.checks.map(row)].join('\n'),
    '## Times of the modes',
    markdownTable(verifiedHead, verifiedModes(report)),
    `Measured on ${world.cores} cores (${escaped(environment.cpuModel)}, Node ${escaped(environment.node)}), ${inferenceWaits(scenario) ? 'no' : world.workers} workers, ` +
      `contention ${world.contention.toFixed(2)}, durations × ${scenario.scale}, seed ${seed}, agent-bench ${escaped(tool.version)}.`,
  ];
  return `${blocks.join('\n\n')}\n`;
}

function row({ outcome, what, expected, measured, reason }: Verification['checks'][number]): string {
  const why = reason === null ? '' : ` (${escaped(reason)})`;
  return `| ${outcome === 'passed' ? outcome : `**${outcome}**`} | ${escaped(what)} | ${escaped(expected)} | ${escaped(measured)}${why} |`;
}
