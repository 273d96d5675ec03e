import { isPart, type Span } from '../model/trace.js';

/** What belongs to a span: the way of its source from fetch to inference, and what that had to wait for. */
export interface Chain {
  /** The spans of the source, in the order of time. */
  readonly own: readonly Span[];
  /** Spans of other sources at whose end a step of this one could begin. */
  readonly waitedFor: readonly Span[];
  /** From what ended to what could begin then. */
  readonly links: readonly (readonly [from: Span, to: Span])[];
}

/**
 * The chain of a span, which may be of any kind but the query itself. A step that began later than the step before it
 * ended waited for something: an inference for the job that its worker had before, or else whatever ended as it began.
 * Cause and effect are at most `toleranceMs` apart, as on the critical path.
 */
export function chainOf(span: Span, spans: readonly Span[], toleranceMs: number): Chain {
  const parents = new Set(spans.filter(({ kind }) => !isPart(kind)).map(({ parent }) => parent));
  const links: [Span, Span][] = [];
  const waitedFor = new Set<Span>();
  const own = spans
    .filter(({ kind, name }) => name === span.name && isStep(kind))
    .toSorted((a, b) => a.startMs - b.startMs || a.id - b.id);
  const steps = own.filter(({ id, kind }) => kind !== 'queue' && !isPart(kind) && !parents.has(id));
  for (const [i, step] of steps.entries()) {
    const before = latest(steps.slice(0, i), ({ endMs }) => endMs <= step.startMs + toleranceMs);
    if (before !== undefined) links.push([before, step]);
    if (step.startMs - (before?.endMs ?? 0) <= toleranceMs) continue;
    const cause = causeOf(step, spans, parents, toleranceMs);
    if (cause === undefined) continue;
    waitedFor.add(cause);
    links.push([cause, step]);
  }
  return { own, waitedFor: [...waitedFor], links };
}

function isStep(kind: Span['kind']): boolean {
  return kind !== 'query' && kind !== 'aggregate';
}

/** What a step had to wait for, among the spans of other sources; undefined where nothing ended as it began. */
function causeOf(
  step: Span,
  spans: readonly Span[],
  parents: ReadonlySet<number | null>,
  toleranceMs: number,
): Span | undefined {
  const ending = spans.filter(
    ({ id, kind, name, startMs, endMs }) =>
      isStep(kind) &&
      !isPart(kind) &&
      !parents.has(id) &&
      name !== step.name &&
      endMs > startMs &&
      Math.abs(step.startMs - endMs) <= toleranceMs,
  );
  return latest(ending, ({ lane }) => step.lane !== 'main' && lane === step.lane) ?? latest(ending, () => true);
}

/** The last to end of the spans that pass; the last one of several. */
function latest(spans: readonly Span[], passes: (span: Span) => boolean): Span | undefined {
  let found: Span | undefined;
  for (const span of spans) if (passes(span) && (found === undefined || span.endMs >= found.endMs)) found = span;
  return found;
}
