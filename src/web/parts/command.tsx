import { printable } from '../../lib/text.js';

/** A command that can be copied. */
export function Command({ text }: { text: string }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is reached by keyboard no other way
    <pre className="command" tabIndex={0}>
      <code>{printable(text)}</code>
    </pre>
  );
}
