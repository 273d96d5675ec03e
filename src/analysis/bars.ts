import type { Span } from '../model/trace.js';

/** What a bar of a lane stands for; each drawing gives it a look. */
export type BarKind = 'wait' | 'fetch' | 'model' | 'infer' | 'backoff';

/** A span of a lane that a picture draws, where it has no room for attempts and their parts. */
export interface Bar {
  readonly kind: BarKind;
  readonly span: Span;
  /** A mark at its end or start; waits and back-offs have none. */
  readonly mark?: 'failed' | 'cached';
}

/** The order in which bars are drawn: later ones lie on top, such as a back-off on its fetch. */
const drawn: readonly BarKind[] = ['wait', 'fetch', 'model', 'infer', 'backoff'];

/**
 * The bars of a lane, in the order in which they are drawn. Where a model server infers (`remote`), waits for its
 * limiter are waits of the source; elsewhere they are part of the fetch.
 */
export function barsOf(spans: readonly Span[], remote: boolean): Bar[] {
  return spans
    .flatMap((span) => barOf(span, remote) ?? [])
    .toSorted((a, b) => drawn.indexOf(a.kind) - drawn.indexOf(b.kind));
}

function barOf(span: Span, remote: boolean): Bar | undefined {
  const kind = barKind(span, remote);
  if (kind === undefined) return undefined;
  if (kind === 'wait' || kind === 'backoff' || span.outcome === 'ok') return { kind, span };
  return { kind, span, mark: span.outcome === 'cached' ? 'cached' : 'failed' };
}

function barKind({ kind, lane }: Span, remote: boolean): BarKind | undefined {
  switch (kind) {
    case 'queue':
      return 'wait';
    case 'limit':
      return remote ? 'wait' : undefined;
    case 'fetch':
    case 'backoff':
      return kind;
    case 'inference':
      return lane === 'main' ? 'model' : 'infer';
    case 'query':
    case 'aggregate':
    case 'attempt':
    case 'connect':
    case 'first-byte':
    case 'body':
      return undefined;
  }
}
