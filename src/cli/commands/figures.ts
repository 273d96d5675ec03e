import { figures, sourceFigures, type Figure } from '../../results/figures.js';
import { runsToBound } from '../../judge/gates/interval.js';
import { statisticOf, statistics, type StatisticName } from '../../judge/gates/statistic.js';
import { wordsOf, wrapped } from '../../render/style.js';
import { z } from 'zod';
import { command, type CommonFlags } from '../command.js';
import { styleFor } from '../terminal.js';

const units = { ms: 'duration', share: 'share', ratio: 'ratio', count: 'number' } as const;

/** Expressions that between them show everything that a gate can say. */
const examples = [
  ['hybrid.speedup >= 1.8', 'the typical statistic of the figure'],
  ['hybrid.makespan.p95 < 6s', 'a statistic of its own'],
  ['hybrid.completeness == 1', 'in every run'],
  ['hybrid.makespan <= baseline + 5%', 'against a report, --baseline FILE'],
  ['hybrid.cpuRatio <= 1.1', 'slower code, on whatever machine'],
  ['virtual.hybrid.makespan <= 5s', 'simulated: the same everywhere'],
  ['sources.weather.attempts <= 1.2', 'in every mode'],
  ['hybrid.sources."my source".fetch < 2s', 'any name, in quotes'],
] as const;

/** `; needs 20 runs, and 72 to be bounded on real time` */
function needWords(name: StatisticName, needs: number): string {
  const { intervalNeeds } = statisticOf(name);
  const bound = runsToBound(name, false);
  if (bound !== undefined) return `; needs ${needs} runs, and on real time ${bound} to pass as well as fail`;
  return intervalNeeds === undefined ? '' : `; needs ${intervalNeeds} runs on real time`;
}

/** Lists what gates, statistics and comparisons are about. */
export const figuresCommand = command({
  name: 'figures',
  summary: 'list the figures and statistics that gates are about',
  input: z.strictObject({}),
  examples: [['figures']],
  run: (_, common) => list(common),
});

function list(flags: CommonFlags): Promise<number> {
  const { width, paint } = styleFor(process.stdout, flags.color);
  const line = (name: string, rest: string, column: number): string =>
    wrapped(wordsOf(rest), width, ' '.repeat(column + 4), `  ${name.padEnd(column)}  `);
  const table = (of: Readonly<Record<string, Omit<Figure, 'of'>>>): string[] =>
    Object.entries(of).map(([name, { unit, better, typical, summary }]) =>
      line(name, `${units[unit]}, ${better} is better, ${typical}: ${summary}`, 12),
    );
  const blocks = [
    [paint.bold('Figures of a mode, MODE.FIGURE (unit, direction, typical statistic):'), ...table(figures)],
    [paint.bold('Figures of a source, [MODE.]sources.NAME.FIGURE:'), ...table(sourceFigures)],
    [
      paint.bold('Statistics, FIGURE.STATISTIC; the typical one where none is named:'),
      ...Object.entries(statistics).map(([name, { summary, needs }]) =>
        line(name, `${summary}${needWords(name as StatisticName, needs)}`, 12),
      ),
    ],
    [
      paint.bold('Gates, SUBJECT OPERATOR LIMIT, with <=, <, >=, > or ==:'),
      ...examples.map(([gate, why]) => line(gate, why, 38)),
    ],
  ];
  process.stdout.write(`${blocks.map((block) => block.join('\n')).join('\n\n')}\n`);
  return Promise.resolve(0);
}
