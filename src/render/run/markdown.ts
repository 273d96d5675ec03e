import { formatDuration } from '../../lib/duration.js';
import { inferenceWaits } from '../../scenario/derived.js';
import type { Report } from '../../results/documents/run.js';
import { modesFigures, predictionHead, predictionRows } from './figures.js';
import { typicalRun } from '../../results/typical.js';
import { gatesMarkdown } from './gates.js';
import { modelMarkdown } from './model.js';
import { escaped, markdownTable } from '../markdown-table.js';
import { networkMarkdown } from './network.js';
import { repetitionHead, repetitionNotes, repetitionRows } from './repetition-figures.js';
import { plainStyle } from '../style.js';
import { summary } from './summary.js';
import { axisFor, legendOf, timeline } from '../timeline.js';
import { helpMarkdown } from '../what-if/help.js';

/** The report for a pull request or a wiki: tables, the pictures as code blocks, the sentences. */
export function markdown(report: Report): string {
  const blocks = [
    `# ${escaped(report.scenario.name)}`,
    report.interrupted ? '**Interrupted: not every mode was run.**' : '',
    summary(report).map(escaped).join('\n'),
    gatesMarkdown(report),
    modes(report),
    repetition(report),
    modelMarkdown(report),
    networkMarkdown(report),
    predictions(report),
    helpMarkdown(report),
    pictures(report),
    footer(report),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function modes(report: Report): string {
  const { head, rows } = modesFigures(report);
  return markdownTable(head, rows);
}

function repetition(report: Report): string {
  const rows = repetitionRows(report);
  return rows.length === 0
    ? ''
    : [
        markdownTable(
          repetitionHead.map((cell) => cell.replace('\n', ' ')),
          rows,
        ),
        repetitionNotes(report).map(escaped).join('\n'),
      ]
        .filter((block) => block !== '')
        .join('\n\n');
}

function predictions(report: Report): string {
  const rows = predictionRows(report);
  return rows.length === 0 ? '' : markdownTable(predictionHead, rows);
}

function pictures(report: Report): string {
  const style = plainStyle(100);
  const axis = axisFor(report, style.width);
  const drawn = report.modes.map((mode) => {
    const run = typicalRun(mode.runs);
    return [`${mode.mode} · ${formatDuration(run.makespanMs)}`, ...timeline(run, report, axis, style)]
      .join('\n')
      .replaceAll('`', "'");
  });
  return drawn.length === 0 ? '' : ['```text', legendOf(report).join('   '), '', drawn.join('\n\n'), '```'].join('\n');
}

function footer({ clock, environment, tool, world, seed, scenario }: Report): string {
  const waits = inferenceWaits(scenario);
  const time =
    clock === 'virtual'
      ? `Simulated time${waits ? '' : `, ${world.cores} cores`}`
      : `Measured on ${world.cores} cores (${escaped(environment.cpuModel)}, Node ${escaped(environment.node)})`;
  return `${time}, ${waits ? 'no' : world.workers} workers, seed ${seed}, agent-bench ${escaped(tool.version)}.`;
}
