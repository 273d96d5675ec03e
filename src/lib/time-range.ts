/** A stretch of time that a picture shows, in milliseconds. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Nothing shorter is shown: a microsecond on a picture's width. */
const shortestMs = 0.001;

/** The range drawn together (`factor` < 1) or apart around a moment, which keeps its place; never beyond `whole`. */
export function zoomed(range: TimeRange, factor: number, aroundMs: number, whole: TimeRange): TimeRange {
  const length = Math.max(shortestMs, (range.toMs - range.fromMs) * factor);
  const share = (aroundMs - range.fromMs) / (range.toMs - range.fromMs);
  const fromMs = aroundMs - share * length;
  return moved({ fromMs, toMs: fromMs + length }, 0, whole);
}

/** The range moved by so much, as far as `whole` reaches; `whole` itself where the range is longer. */
export function moved(range: TimeRange, byMs: number, whole: TimeRange): TimeRange {
  const length = range.toMs - range.fromMs;
  if (length >= whole.toMs - whole.fromMs) return whole;
  const fromMs = Math.min(Math.max(range.fromMs + byMs, whole.fromMs), whole.toMs - length);
  return { fromMs, toMs: fromMs + length };
}

/** The multiples of a step within the range, in rising order. */
export function ticksIn({ fromMs, toMs }: TimeRange, stepMs: number): number[] {
  const first = Math.ceil(fromMs / stepMs - 1e-9);
  const count = Math.floor(toMs / stepMs + 1e-9) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => Number(((first + i) * stepMs).toPrecision(12)));
}
