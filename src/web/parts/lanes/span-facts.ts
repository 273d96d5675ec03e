import { formatDuration } from '../../../lib/duration.js';
import { printable } from '../../../lib/text.js';
import type { Span, SpanKind } from '../../../model/trace.js';
import { typicalRun } from '../../../results/typical.js';
import type { ModeReport, Report, RunReport } from '../../../results/documents/run.js';

/** The kinds of spans in words. */
export const kindWords: Record<SpanKind, string> = {
  query: 'query',
  fetch: 'fetch',
  limit: 'wait for its turn',
  attempt: 'attempt to fetch',
  connect: 'connect',
  'first-byte': 'wait for the first byte',
  body: 'receive',
  backoff: 'back-off',
  queue: 'wait for a worker',
  inference: 'inference',
  aggregate: 'aggregate',
};

/**
 * The slack of spans by id: how much longer each could take without moving the makespan; empty where it is not known.
 */
export type Slack = ReadonlyMap<number, number>;

/** The slack of the spans of a run, which what-if has found for the typical one of the runs that it replayed. */
export function slackOf({ whatIf }: Report, { mode, runs }: ModeReport, run: RunReport): Slack {
  if (whatIf?.mode !== mode || typicalRun(runs.slice(0, whatIf.runs)) !== run) return new Map();
  return new Map(whatIf.slack.map(({ span, slackMs }) => [span, slackMs]));
}

/** The facts of a span, each with its name. */
export function factsOf(span: Span, slack: Slack): [name: string, value: string][] {
  const facts: [string, string | undefined][] = [
    ['Lane', printable(span.lane)],
    ['Start', formatDuration(span.startMs)],
    ['End', formatDuration(span.endMs)],
    ['Duration', formatDuration(span.endMs - span.startMs)],
    ['Outcome', span.outcome],
    ['CPU time', duration(span.cpuMs)],
    ['Waited for a core', duration(span.coreWaitMs)],
    ['Slack', duration(slackFor(span, slack))],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== undefined);
}

/** The slack of a span; an attempt has that of the fetch that it belongs to. */
export function slackFor({ id, kind, parent }: Span, slack: Slack): number | undefined {
  return slack.get(id) ?? (kind === 'attempt' && parent !== null ? slack.get(parent) : undefined);
}

function duration(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : formatDuration(ms);
}

/** A span in one line: `inference weather: 2.00 s to 4.00 s, 2.00 s, ok`. */
export function spanWords(span: Span, slack: Slack): string {
  const [, , , , , ...more] = factsOf(span, slack);
  const times =
    `${formatDuration(span.startMs)} to ${formatDuration(span.endMs)}, takes ` +
    `${formatDuration(span.endMs - span.startMs)} on ${printable(span.lane)}, ${span.outcome}`;
  return [
    `${kindWords[span.kind]} ${printable(span.name)}: ${times}`,
    ...more.map(([name, value]) => `${name === 'CPU time' ? name : name.toLowerCase()} ${value}`),
  ].join(', ');
}
