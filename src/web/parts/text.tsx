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

/** Sentences of equal rank as a list; a single one is the lead. */
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

/** Facts as a list of definitions. */
export function Facts({ of }: { of: readonly (readonly [name: string, value: string])[] }) {
  return (
    <dl className="definitions">
      {of.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{clip(printable(value), 1200)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A command that can be copied. */
export function Command({ text }: { text: string }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is reached by keyboard no other way
    <pre className="command" tabIndex={0}>
      <code>{printable(text)}</code>
    </pre>
  );
}
