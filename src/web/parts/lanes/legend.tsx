import { useId, type ReactNode } from 'react';
import type { Span } from '../../../model/trace.js';
import { Patterns, Shape } from './drawing.js';
import { isLine, lookOf, type Look } from './shapes.js';

const words: Record<Exclude<Look, 'frame'>, string> = {
  fetch: 'fetching',
  backoff: 'back-off',
  limit: 'waiting for its turn',
  queue: 'waiting for a worker',
  infer: 'inference',
  failed: 'failed',
  cached: 'cached',
  connect: 'connecting',
  'first-byte': 'first byte',
  body: 'receiving',
};

const partLooks: ReadonlySet<Look> = new Set(['connect', 'first-byte', 'body']);

/** The meaning of each look that occurs among the spans; `children` are further entries. */
export function Legend({ spans, children }: { spans: readonly Span[]; children?: ReactNode }) {
  const id = useId();
  const found = new Set(spans.filter(({ kind }) => kind !== 'query' && kind !== 'aggregate').map(lookOf));
  const looks = (Object.keys(words) as (keyof typeof words)[]).filter((look) => found.has(look));
  return (
    <ul className="tl-legend" aria-label="Legend">
      {looks.map((look) => (
        <Key key={look} text={words[look]}>
          <Patterns id={`${id}${look}`} />
          <Shape
            look={look}
            d={isLine(look) ? 'M2 8H24' : partLooks.has(look) ? 'M1 6h24v4h-24z' : 'M1 2h24v12h-24z'}
            patterns={`${id}${look}`}
          />
          {look === 'failed' && <path className="tl-cross" d="M15 4.5l7 7m0 -7l-7 7" />}
          {look === 'cached' && <path className="tl-diamond" d="M13 3l5 5l-5 5l-5 -5z" />}
        </Key>
      ))}
      {children}
    </ul>
  );
}

/** An entry of a legend: a sample of 26 by 16 pixels, and its meaning. */
export function Key({ text, children }: { text: string; children: ReactNode }) {
  return (
    <li>
      <svg width="26" height="16" aria-hidden="true">
        {children}
      </svg>
      {text}
    </li>
  );
}

/** The entry of thin bars. */
export function MeasuredKey() {
  return (
    <Key text="thin: as measured">
      <g className="tl-thin">
        <Shape look="fetch" d="M1 6h24v4h-24z" patterns="" />
      </g>
    </Key>
  );
}
