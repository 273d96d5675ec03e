import { formatDuration } from '../../lib/duration.js';
import { counted, listed, percent, printable } from '../../lib/text.js';
import type { WhatIfReport } from '../../results/documents/what-if.js';
import type { Effect } from '../../results/documents/what-if-findings.js';
import { errorSentence, gainText, percentText, rangeText } from './figures.js';

const boundWords = {
  fetch: 'fetching',
  compute: 'inference on',
  worker: 'the wait for a worker of',
  model: 'the model for',
} as const;

/** What was replayed: scenario, mode, machine. */
export function whatIfHeading({ scenario, world, clock, whatIf }: WhatIfReport): string {
  const machine = `${counted(world.cores, 'core')}, ${counted(world.workers, 'worker')}`;
  return (
    `${printable(scenario.name)} · ${whatIf.mode} · ${formatDuration(whatIf.unchanged.predictedMs)} · ` +
    `${machine} · ${clock === 'virtual' ? 'simulated' : 'measured'}`
  );
}

/** How far the replay can be believed, and what follows from it. */
export function whatIfSentences({ whatIf, clock }: Pick<WhatIfReport, 'whatIf' | 'clock'>): string[] {
  return [errorSentence(whatIf, clock), ...adviceSentences(whatIf)];
}

/** Which two changes are worth more than one, what limits the makespan next, and what there is no answer to. */
export function adviceSentences(whatIf: WhatIfReport['whatIf']): string[] {
  const missing = whatIf.leftOut.map((what) => `Left out: ${printable(what)}.`);
  return [...pairSentence(whatIf), ...nextSentence(whatIf), ...missing];
}

function nextSentence(whatIf: WhatIfReport['whatIf']): string[] {
  const { next } = whatIf;
  if (whatIf.changes.length === 0) return [];
  if (next === null) return ['No change of one part that somebody could make would help.'];
  const bound =
    `Next: with ${printable(next.after)} it is ${boundWords[next.bound]} ${printable(next.source)} that ` +
    `limits most (${Math.round(100 * next.share)} % of the path is of that kind)`;
  if (next.set === null) return [`${bound}, and nothing that is 50 % faster would help then.`];
  return [`${bound}; then ${printable(next.set)} helps most: ${gainText(next.gainMs)} more.`];
}

function pairSentence({ pairs }: WhatIfReport['whatIf']): string[] {
  const [pair] = pairs;
  if (pair === undefined) return [];
  const [a, b] = pair.set.map(printable);
  const effect = `${formatDuration(pair.makespanMs)}, ${gainText(pair.gainMs)} (${percentText(pair.gainPercent)})`;
  return [
    `Cheapest two that together beat any single change of at most 50 %: ${a} and ${b}: ${effect}. The cost is how ` +
      'many percent faster, of however many sources; one more worker or core counts as 50.',
  ];
}

/** What changes come to together. */
export function changedSentences({ changed, whatIf }: WhatIfReport): string[] {
  if (changed === null) return [];
  const { set, what, makespanMs, gainMs, gainPercent, completeness, interval, p95, bottleneck } = changed;
  const effect =
    `${formatDuration(makespanMs)} for ${formatDuration(whatIf.unchanged.predictedMs)}, ` +
    `${gainText(gainMs)} (${percentText(gainPercent)})`;
  return [
    `${printable(set.join(' '))} (${listed(what.map(printable))}): ${effect}.`,
    ...spreadSentences({ interval, p95 }),
    ...(completeness < whatIf.unchanged.completeness - 1e-9 || completeness < 1
      ? [`Answered: ${percent(completeness)} of what was asked for.`]
      : []),
    ...(bottleneck === null
      ? []
      : [`What limits it then: ${boundWords[bottleneck.bound]} ${printable(bottleneck.source)}.`]),
  ];
}

/** How sure a gain is, and what becomes of the slowest runs; nothing where there are too few of them. */
export function spreadSentences({ interval, p95 }: Pick<Effect, 'interval' | 'p95'>): string[] {
  return [
    ...(interval === null ? [] : [`95 % sure: ${rangeText(interval)}.`]),
    ...(p95 === null
      ? []
      : [
          `95th percentile: ${formatDuration(p95.makespanMs)}, ` +
            `${gainText(p95.gainMs)}${p95.interval === null ? '' : ` (95 % sure: ${rangeText(p95.interval)})`}.`,
        ]),
  ];
}

/** Others who take less of the cores change little. */
const quietPercent = 5;

/** What the check of predictions came to, and what could not be checked. */
export function checkSentences({ checked, clock }: WhatIfReport): string[] {
  if (checked === null) return [];
  const { done, skipped, runs, medianErrorPercent, worstErrorPercent } = checked;
  const how = clock === 'virtual' ? 'simulated' : 'for real';
  const verdict =
    medianErrorPercent === null || worstErrorPercent === null
      ? 'Nothing could be checked.'
      : `${counted(done.length, 'change')} run ${how}${runs === 1 ? '' : `, ${runs} times each`}: median error ` +
        `${medianErrorPercent.toFixed(2)} %, worst ${worstErrorPercent.toFixed(2)} %.`;
  const busy = Math.max(0, ...done.map(({ othersPercent }) => othersPercent));
  const disturbed =
    busy > quietPercent
      ? [
          `The machine was busy: others took up to ${Math.round(busy)} % of its cores meanwhile, so not all of the ` +
            `error is the prediction's.`,
        ]
      : [];
  return [
    verdict,
    ...disturbed,
    ...skipped.map(({ set, why }) => `Not checked: ${printable(set.join(' '))}, as ${printable(why)}.`),
  ];
}

/** What the asterisk behind a figure means. */
export const lostNote = '* loses answers: fewer sources answer than without the change.';
