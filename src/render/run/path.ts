import { formatDuration } from '../../lib/duration.js';
import { counted, printable } from '../../lib/text.js';
import type { RunReport } from '../../results/documents/run.js';

type Step = RunReport['criticalPath'][number];

/** Shorter links are left out of what people read, as a share of the makespan. */
const noticeable = 0.005;
const shownLinks = 8;
const verbs: Record<Step['kind'], string> = {
  query: 'query',
  fetch: 'fetch',
  attempt: 'fetch',
  connect: 'connect',
  'first-byte': 'first byte',
  body: 'body',
  limit: 'wait for its turn',
  backoff: 'back-off',
  queue: 'wait',
  inference: 'infer',
  aggregate: 'aggregate',
};

/** Consecutive steps of one kind, or a single one. */
interface Link {
  readonly kind: Step['kind'];
  readonly names: ReadonlySet<string>;
  readonly ms: number;
}

/** The critical path in words: `fetch weather 2.00 s → wait 0.50 s → infer 2.01 s`, a source named where it changes. */
export function pathWords(run: RunReport): string[] {
  const long = ({ ms }: Link): boolean => ms >= run.makespanMs * noticeable && ms > 0;
  const single = run.criticalPath.map((step) => ({
    kind: step.kind,
    names: new Set([step.name]),
    ms: step.durationMs,
  }));
  const steps = single.filter(long);
  const links = steps.length > 0 && steps.length <= shownLinks ? steps : joined(single).filter(long);
  if (links.length === 0) return ['nothing of a noticeable length'];
  const shown = links.length <= shownLinks ? links : links.slice(-shownLinks);
  const words = shown.map(
    (link, i) =>
      `${verbs[link.kind]}${whose(link, shown[i - 1])} ${formatDuration(link.ms)}${i === shown.length - 1 ? '' : ' →'}`,
  );
  return shown.length === links.length ? words : ['… →', ...words];
}

function whose({ names }: Link, before: Link | undefined): string {
  if (names.size > 1) return ` ${counted(names.size, 'source')}`;
  const [name] = names;
  return before?.names.size === 1 && before.names.has(name!) ? '' : ` ${printable(name!)}`;
}

/** Steps of one kind in a row as one link. */
function joined(links: readonly Link[]): Link[] {
  const rows: { kind: Step['kind']; names: Set<string>; ms: number }[] = [];
  for (const { kind, names, ms } of links) {
    if (ms === 0) continue;
    const last = rows.at(-1);
    if (last?.kind !== kind) rows.push({ kind, names: new Set(names), ms });
    else {
      for (const name of names) last.names.add(name);
      last.ms += ms;
    }
  }
  return rows;
}

/** What the critical path is made of, the longest part first: how long it fetches, computes, waits and pauses. */
export function pathParts(run: RunReport): { readonly text: string; readonly ms: number }[] {
  const parts = new Map<string, { names: Set<string>; ms: number }>();
  for (const { kind, name, durationMs } of run.criticalPath) {
    const verb = kind === 'fetch' || kind === 'attempt' ? 'fetching' : kind === 'inference' ? 'inference on' : kind;
    const part = parts.get(verb) ?? { names: new Set(), ms: 0 };
    part.ms += durationMs;
    part.names.add(name);
    parts.set(verb, part);
  }
  return [...parts]
    .map(([verb, { names, ms }]) => ({ text: partText(verb, names), ms }))
    .filter(({ ms }) => ms > 0 && ms >= run.makespanMs * noticeable)
    .toSorted((a, b) => b.ms - a.ms);
}

function partText(verb: string, names: ReadonlySet<string>): string {
  if (verb === 'queue') return 'waiting for a worker';
  if (verb === 'limit') return 'waiting for a rate limit, a bulkhead or a turn at the model';
  const whom = names.size === 1 ? printable([...names][0]!) : counted(names.size, 'source');
  return verb === 'backoff' ? `pausing before ${whom} is tried again` : `${verb} ${whom}`;
}
