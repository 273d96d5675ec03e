import { clip, printable } from '../../lib/text.js';

/** Names and what they are, as a list of definitions. */
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
