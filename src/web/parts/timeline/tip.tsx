import { printable } from '../../../lib/text.js';
import type { Span } from '../../../model/trace.js';
import { factsOf, kindWords, type Slack } from '../lanes/span-facts.js';
import { timelineMeasures, type Geometry } from '../lanes/geometry.js';
import { middleOf, type Place } from './places.js';

const tipWidth = 232;

/** The facts of a span, beside it. */
export function Tip({ span, place, geometry, slack }: { span: Span; place: Place; geometry: Geometry; slack: Slack }) {
  const { x, plot, width } = geometry;
  const middle = (Math.max(x(span.startMs), plot.left) + Math.min(x(span.endMs), plot.right)) / 2;
  const left = Math.max(0, Math.min(middle - tipWidth / 2, width - tipWidth));
  return (
    <div
      className="tl-tip"
      style={{ left, top: middleOf(place, geometry) + timelineMeasures.rowHeight / 2 + 4, width: tipWidth }}
      aria-hidden="true"
    >
      <strong>{printable(span.name.slice(0, 200))}</strong>
      <span className="tl-tip-kind">{kindWords[span.kind]}</span>
      <dl>
        {factsOf(span, slack).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
