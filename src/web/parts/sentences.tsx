// oxlint-disable react/no-array-index-key -- a report does not change while it is shown, so places are names enough
import { clip, printable } from '../../lib/text.js';

/** Sentences with names longer than any page are cut; the JSON has them whole. */
const longest = 1200;

/** Sentences, each a paragraph; the first one may carry the others. */
export function Sentences({
  of,
  lead = false,
  tone,
}: {
  of: readonly string[];
  lead?: boolean;
  tone?: 'warning' | 'note';
}) {
  return of.map((sentence, i) => (
    <p key={i} className={[lead && i === 0 ? 'lead' : '', tone ?? ''].join(' ').trim() || undefined}>
      {tone === 'warning' && <span aria-hidden="true">⚠ </span>}
      {clip(printable(sentence), longest)}
    </p>
  ));
}

/** Sentences of equal rank, a point each. */
export function Findings({ of }: { of: readonly string[] }) {
  if (of.length === 1) return <Sentences of={of} lead />;
  return (
    <ul className="findings">
      {of.map((sentence, i) => (
        <li key={i}>{clip(printable(sentence), longest)}</li>
      ))}
    </ul>
  );
}
