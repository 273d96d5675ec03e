import { seconds } from '../../lib/duration.js';
import { printable } from '../../lib/text.js';
import type { RunReport } from '../schema.js';

type Step = RunReport['criticalPath'][number];

/** Steps below this share of the makespan are left out of what people read. */
const noticeable = 0.005;
const shownSteps = 8;
const verbs: Record<Step['kind'], string> = {
  query: 'query',
  fetch: 'fetch',
  attempt: 'fetch',
  backoff: 'back-off',
  queue: 'wait',
  inference: 'infer',
  aggregate: 'aggregate',
};

/** The steps of the critical path that a person would notice. */
export function noticeableSteps(run: RunReport): Step[] {
  return run.criticalPath.filter((step) => step.durationMs >= run.makespanMs * noticeable);
}

/** The critical path in words: `fetch weather 2.00 → wait 0.50 → infer 2.01`, a source named where it changes. */
export function pathWords(run: RunReport): string[] {
  const steps = noticeableSteps(run);
  const words = steps.map((step, i) => {
    const name = steps[i - 1]?.name === step.name ? '' : ` ${printable(step.name)}`;
    return `${verbs[step.kind]}${name} ${seconds(step.durationMs)}${i === steps.length - 1 ? '' : ' →'}`;
  });
  if (words.length <= shownSteps) return words;
  const half = shownSteps / 2;
  return [...words.slice(0, half), `… ${words.length - shownSteps} more steps … →`, ...words.slice(-half)];
}
