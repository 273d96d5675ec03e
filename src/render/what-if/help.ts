import { counted, percent } from '../../lib/text.js';
import type { Report } from '../../results/documents/run.js';
import type { WhatIf } from '../../results/documents/what-if-findings.js';
import type { Block } from '../blocks.js';
import { bringsAnswers, effectText, errorSentence, isNothing, losesAnswers, partsOf } from './figures.js';

/** So many changes are worth a line in the report of a run; `agent-bench what-if` shows all. */
const shown = 3;

/** What would help the fastest mode, in a few lines; nothing where there is nothing to say of it. */
export function helpBlocks(report: Report): Block[] {
  const { whatIf } = report;
  if (whatIf === null) return leftOut(report);
  const best = bestChanges(whatIf);
  const told: Block[] =
    best.length === 0
      ? [{ kind: 'sentences', sentences: [nothingHelps], indent: 1 }]
      : [
          {
            kind: 'list',
            items: best.map((change) => ({
              mark: [{ text: helpWords(change, whatIf), tone: 'good', whole: true }],
              text: change.what,
            })),
            indent: 1,
            only: 'terminal',
          },
          {
            kind: 'sentences',
            sentences: best.map((change) => `${change.what}: ${helpWords(change, whatIf)}`),
            list: true,
            only: 'page',
          },
        ];
  const basis = [`${errorSentence(whatIf, report.clock)} More:`, command, 'on the saved report.'];
  return [
    {
      kind: 'group',
      blocks: [
        { kind: 'sentences', sentences: [`What would help (${whatIf.mode}):`], tone: 'strong' },
        ...told,
        { kind: 'sentences', sentences: [basis], tone: 'quiet', indent: 1 },
      ],
    },
  ];
}

/** What a change is good for: a shorter makespan, or more answers, which may take longer. */
function helpWords(change: WhatIf['changes'][number], whatIf: WhatIf): string {
  return bringsAnswers(change, whatIf)
    ? `${percent(change.completeness)} answered instead of ${percent(whatIf.unchanged.completeness)}`
    : effectText(change);
}

const command = { text: 'agent-bench what-if', code: true };

/** Fewer sources than this are never too many for what would help. */
const fewSources = 200;

/** Where to find what would have taken too long here. */
function leftOut({ scenario, interrupted, modes }: Report): Block[] {
  const answered = modes.some(({ runs }) => runs.some(({ result }) => result.status !== 'failed'));
  if (interrupted || !answered || scenario.sources.length < fewSources) return [];
  const why = `on the saved report says it (left out here: ${counted(scenario.sources.length, 'source')}).`;
  return [{ kind: 'sentences', sentences: [['What would help:', command, why]] }];
}

const nothingHelps = 'Nothing that is 50 % faster, and no worker or core more, would help noticeably.';

/** The best changes that can be made in practice, one for each part. */
function bestChanges(whatIf: WhatIf): WhatIf['changes'] {
  const practical = whatIf.changes.filter((change) => {
    const { part, value } = partsOf(change.set);
    const possible = value === '0.5x' || part === 'workers' || part === 'cores';
    const helps = bringsAnswers(change, whatIf) || (change.gainMs > 0 && !isNothing(change));
    return possible && helps && !losesAnswers(change, whatIf);
  });
  const answers = (change: WhatIf['changes'][number]): number =>
    bringsAnswers(change, whatIf) ? change.completeness : 0;
  return withoutRedundant(practical)
    .toSorted((a, b) => answers(b) - answers(a))
    .slice(0, shown);
}

/**
 * The changes without those that say the same of a source and of its steps: a step alone is kept where it gains at
 * least 95 % of what the source does, else the source alone.
 */
function withoutRedundant(changes: WhatIf['changes']): WhatIf['changes'] {
  const stepsOf = (change: WhatIf['changes'][number]): WhatIf['changes'] =>
    ['fetch', 'inference'].flatMap((stage) =>
      changes.filter(({ set }) => partsOf(set).part === `${partsOf(change.set).part}.${stage}`),
    );
  const redundant = new Set(
    changes.flatMap((change) => {
      const steps = stepsOf(change);
      const enough = steps.find(({ gainMs }) => gainMs >= 0.95 * change.gainMs);
      return enough === undefined ? steps : [change, ...steps.filter((step) => step !== enough)];
    }),
  );
  return changes.filter((change) => !redundant.has(change));
}
