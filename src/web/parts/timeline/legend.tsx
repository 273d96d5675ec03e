import { useId } from 'react';
import type { Span } from '../../../model/trace.js';
import { Patterns } from '../lanes/drawing.js';
import { Key, Legend } from '../lanes/legend.js';

/** The legend of interactive timelines. `slack` says for which runs it is known. */
export function TimelineLegend({
  spans,
  slack,
  instants,
}: {
  spans: readonly Span[];
  slack: string | undefined;
  instants: boolean;
}) {
  const id = useId();
  return (
    <Legend spans={spans}>
      <Key text="critical path">
        <path className="tl-critical" d="M1 3H13V13H25" />
      </Key>
      {slack !== undefined && (
        <Key text={`slack: how much longer a span could take (${slack})`}>
          <Patterns id={id} />
          <path d="M1 6h22v5h-22z" fill={`url(#${id}slack)`} />
          <path className="tl-slack-end" d="M23 4v9" />
        </Key>
      )}
      {instants && (
        <Key text="instant, such as a circuit that opens">
          <path className="tl-instant" d="M9 1v14M9 1h8l-2 3l2 3h-8z" />
        </Key>
      )}
      <Key text="makespan, lower bound">
        <g className="tl-end">
          <line x1="8" x2="8" y1="1" y2="15" />
        </g>
        <g className="tl-bound">
          <line x1="18" x2="18" y1="1" y2="15" />
        </g>
      </Key>
    </Legend>
  );
}
