import { isPart, type Span } from '../model/trace.js';

/** One link of the chain of spans that set the makespan. */
export interface PathStep {
  readonly span: number;
  readonly kind: Span['kind'];
  readonly name: string;
  readonly startMs: number;
  readonly durationMs: number;
}

/**
 * The critical path: from the span that ended last back to the start, each time to what ended last before it began.
 * Everything is stamped on one monotonic clock, so a cause never ends after its effect begins; but for the copy of a
 * call, which begins because another one is late: then that one's time until there belongs to the path. Within
 * `toleranceMs` of the latest end, a span of the same source is preferred: real time separates cause and effect by
 * fractions of a millisecond, in which another span may end by chance. So is a span that went well to a copy that it
 * has beaten. Where a source was given up because enough others had answered, the path ends with the answer that made
 * them enough, `graceMs` before: what was given up set nothing.
 */
export function criticalPath(spans: readonly Span[], toleranceMs: number, graceMs = 0): PathStep[] {
  const steps = spans.filter(({ kind }) => !isPart(kind));
  const parents = new Set(steps.map((span) => span.parent));
  const links = steps.filter((span) => isLink(span, parents)).toSorted((a, b) => a.endMs - b.endMs);
  const copies = new Map<string, Span[]>();
  for (const link of links) {
    const known = copies.get(callOf(link));
    if (known === undefined) copies.set(callOf(link), [link]);
    else known.push(link);
  }
  const path: PathStep[] = [];
  let endMs = links.at(-1)?.endMs ?? 0;
  let at =
    enough(steps, links, toleranceMs, graceMs) ??
    latestEnding(links, endMs, toleranceMs, ({ outcome }) => outcome === 'ok') ??
    links.at(-1);
  while (at !== undefined) {
    const { id, kind, name, startMs } = at;
    path.push({ span: id, kind, name, startMs, durationMs: Math.min(at.endMs, endMs) - startMs });
    endMs = startMs;
    at =
      latestEnding(links, startMs, toleranceMs, (link) => link.name === name && link.outcome === 'ok') ??
      latestEnding(links, startMs, toleranceMs, (link) => link.name === name) ??
      copies.get(callOf(at))!.find((copy) => copy.startMs < startMs && copy.endMs > startMs) ??
      before(links, startMs, toleranceMs, name);
  }
  return path.toReversed();
}

/** The end of the answer that completed a quorum; undefined where nobody was given up for one. */
function enough(
  steps: readonly Span[],
  links: readonly Span[],
  toleranceMs: number,
  graceMs: number,
): Span | undefined {
  const endMs = links.at(-1)?.endMs ?? 0;
  const answers = steps.filter(({ kind, outcome }) => kind === 'inference' && outcome === 'ok');
  const answered = new Set(answers.map(({ name }) => name));
  // A copy that lost ends like that as well, beside an answer.
  if (
    latestEnding(links, endMs, toleranceMs, ({ outcome, name }) => outcome === 'enough' && !answered.has(name)) ===
    undefined
  )
    return undefined;
  const last = answers
    .filter((answer) => answer.endMs <= endMs - graceMs + toleranceMs)
    .toSorted((a, b) => b.endMs - a.endMs)[0];
  return (
    last && latestEnding(links, last.endMs, toleranceMs, ({ outcome, name }) => outcome === 'ok' && name === last.name)
  );
}

/** What spans have in common that belong to the tries of one fetch, or of one inference. */
function callOf({ parent, name }: Span): string {
  return `${parent} ${name}`;
}

/**
 * Spans that make up the chain: those that took time and have nothing below them, so that a retried fetch shows its
 * attempts and pauses.
 */
function isLink(span: Span, parents: ReadonlySet<number | null>): boolean {
  return span.kind !== 'query' && span.kind !== 'aggregate' && span.endMs > span.startMs && !parents.has(span.id);
}

/**
 * The last to end of the links that pass, of those that end at `ms` or by the tolerance before. `links` are sorted by
 * their end.
 */
function latestEnding(
  links: readonly Span[],
  ms: number,
  toleranceMs: number,
  passes: (link: Span) => boolean,
): Span | undefined {
  for (let i = lastEndingBy(links, ms); i >= 0 && links[i]!.endMs >= ms - toleranceMs; i--)
    if (passes(links[i]!)) return links[i];
  return undefined;
}

/**
 * The last link to end at or before `ms`, however long before; one of that name if there is one by the tolerance
 * before. Undefined at the start.
 */
function before(links: readonly Span[], ms: number, toleranceMs: number, name: string): Span | undefined {
  const latest = links[lastEndingBy(links, ms)];
  if (latest === undefined) return undefined;
  return latestEnding(links, latest.endMs, toleranceMs, (link) => link.name === name) ?? latest;
}

/** Index of the last link that ends at or before `ms`, or -1. */
function lastEndingBy(links: readonly Span[], ms: number): number {
  let low = 0;
  let high = links.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (links[middle]!.endMs <= ms) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
