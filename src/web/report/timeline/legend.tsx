import { useId } from 'react';
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
  cached: 'from memory',
  connect: 'connecting',
  'first-byte': 'first byte',
  body: 'receiving',
};

/** What the marks of the pictures mean, as far as they occur. `slack` says of which runs it is known. */
export function Legend({
  spans,
  slack,
  instants,
}: {
  spans: readonly Span[];
  slack: string | undefined;
  instants: boolean;
}) {
  const id = useId();
  const met = new Set(spans.map(lookOf));
  const looks = (Object.keys(words) as (keyof typeof words)[]).filter((look) => met.has(look));
  return (
    <ul className="tl-legend" aria-label="Legend">
      {looks.map((look) => (
        <li key={look}>
          <svg width="26" height="16" aria-hidden="true">
            <Patterns id={`${id}${look}`} />
            <Shape
              look={look}
              d={isLine(look) ? 'M2 8H24' : partLooks.has(look) ? 'M1 6h24v4h-24z' : 'M1 2h24v12h-24z'}
              patterns={`${id}${look}`}
            />
            {look === 'failed' && <path className="tl-cross" d="M15 4.5l7 7m0 -7l-7 7" />}
            {look === 'cached' && <path className="tl-diamond" d="M13 3l5 5l-5 5l-5 -5z" />}
          </svg>
          {words[look]}
        </li>
      ))}
      <li>
        <svg width="26" height="16" aria-hidden="true">
          <path className="tl-critical" d="M1 3H13V13H25" />
        </svg>
        critical path
      </li>
      {slack !== undefined && (
        <li>
          <svg width="26" height="16" aria-hidden="true">
            <Patterns id={`${id}s`} />
            <path d="M1 6h22v5h-22z" fill={`url(#${id}sslack)`} />
            <path className="tl-slack-end" d="M23 4v9" />
          </svg>
          slack: could take so much longer ({slack})
        </li>
      )}
      {instants && (
        <li>
          <svg width="26" height="16" aria-hidden="true">
            <path className="tl-moment" d="M9 1v14M9 1h8l-2 3l2 3h-8z" />
          </svg>
          something happened
        </li>
      )}
      <li>
        <svg width="26" height="16" aria-hidden="true">
          <g className="tl-end">
            <line x1="8" x2="8" y1="1" y2="15" />
          </g>
          <g className="tl-bound">
            <line x1="18" x2="18" y1="1" y2="15" />
          </g>
        </svg>
        makespan, lower bound
      </li>
    </ul>
  );
}

const partLooks: ReadonlySet<Look> = new Set(['connect', 'first-byte', 'body']);
