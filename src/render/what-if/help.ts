import { counted, percent, printable } from '../../lib/text.js';
import type { Report } from '../../results/documents/run.js';
import type { WhatIf } from '../../results/documents/what-if-findings.js';
import { escaped } from '../markdown-table.js';
import { padded, wordsOf, wrapped, type Style } from '../style.js';
import { bringsAnswers, effectText, errorSentence, isNothing, losesAnswers, partsOf } from './figures.js';

/** So many changes are worth a line in the report of a run; `agent-bench what-if` shows all. */
const shown = 3;

/** What would help the fastest mode, in a few lines; empty where that was not computed. */
export function helpText(report: Report, { width, paint }: Style): string {
  const { whatIf } = report;
  if (whatIf === null) return wrapped(wordsOf(leftOutNote(report)), width);
  const title = paint.bold(`What would help (${whatIf.mode}):`);
  const best = bestChanges(whatIf);
  const column = Math.max(...best.map((change) => helpWords(change, whatIf).length));
  const beside = column + 4 <= width / 2;
  const lines = best.map((change) => {
    if (!beside)
      return wrapped([paint.green(helpWords(change, whatIf)), ...wordsOf(printable(change.what))], width, '   ', ' ');
    const gain = padded(helpWords(change, whatIf), column);
    return wrapped(wordsOf(printable(change.what)), width, ' '.repeat(column + 4), ` ${paint.green(gain)}  `);
  });
  const note = paint.dim(wrapped(wordsOf(`${errorSentence(whatIf, report.clock)} ${more}`), width, ' '));
  return [title, ...(best.length === 0 ? [wrapped(wordsOf(nothingHelps), width, ' ')] : lines), note].join('\n');
}

/** The same for Markdown. */
export function helpMarkdown(report: Report): string {
  const { whatIf } = report;
  if (whatIf === null) return leftOutNote(report);
  const best = bestChanges(whatIf);
  const lines =
    best.length === 0
      ? [nothingHelps]
      : best.map((change) => `- ${escaped(change.what)}: ${helpWords(change, whatIf)}`);
  return [`What would help (${whatIf.mode}):`, lines.join('\n'), `${errorSentence(whatIf, report.clock)} ${more}`].join(
    '\n\n',
  );
}

/** What a change is good for: a shorter makespan, or more answers, which may take longer. */
function helpWords(change: WhatIf['changes'][number], whatIf: WhatIf): string {
  return bringsAnswers(change, whatIf)
    ? `${percent(change.completeness)} answered instead of ${percent(whatIf.unchanged.completeness)}`
    : effectText(change);
}

const more = 'More: `agent-bench what-if` on the saved report.';

/** Fewer sources than this are never too many for what would help. */
const fewSources = 200;

/** Where the rest is to be found that would have taken too long; empty where there is nothing to say of a run. */
function leftOutNote({ scenario, interrupted, modes }: Report): string {
  const answered = modes.some(({ runs }) => runs.some(({ result }) => result.status !== 'failed'));
  if (interrupted || !answered || scenario.sources.length < fewSources) return '';
  return `What would help: \`agent-bench what-if\` on the saved report says it (left out here: ${counted(scenario.sources.length, 'source')}).`;
}

const nothingHelps = 'Nothing that is 50 % faster, and no worker or core more, would help noticeably.';

/** The best changes that somebody could make, one of each part. */
function bestChanges(whatIf: WhatIf): WhatIf['changes'] {
  const practical = whatIf.changes.filter((change) => {
    const { part, value } = partsOf(change.set);
    const possible = value === '0.5x' || part === 'workers' || part === 'cores';
    const helps = bringsAnswers(change, whatIf) || (change.gainMs > 0 && !isNothing(change));
    return possible && helps && !losesAnswers(change, whatIf);
  });
  const answers = (change: WhatIf['changes'][number]): number =>
    bringsAnswers(change, whatIf) ? change.completeness : 0;
  return withoutEchoes(practical)
    .toSorted((a, b) => answers(b) - answers(a))
    .slice(0, shown);
}

/**
 * A step that gains nearly as much as the whole source stands for it, and then the other way round the source for its
 * steps.
 */
function withoutEchoes(changes: WhatIf['changes']): WhatIf['changes'] {
  const stepsOf = (change: WhatIf['changes'][number]): WhatIf['changes'] =>
    ['fetch', 'inference'].flatMap((stage) =>
      changes.filter(({ set }) => partsOf(set).part === `${partsOf(change.set).part}.${stage}`),
    );
  const echoes = new Set(
    changes.flatMap((change) => {
      const steps = stepsOf(change);
      const enough = steps.find(({ gainMs }) => gainMs >= 0.95 * change.gainMs);
      return enough === undefined ? steps : [change, ...steps.filter((step) => step !== enough)];
    }),
  );
  return changes.filter((change) => !echoes.has(change));
}
