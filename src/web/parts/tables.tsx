// oxlint-disable react/no-array-index-key -- a report does not change while it is shown, so places are names enough
import { useState, type ReactNode } from 'react';
import { printable } from '../../lib/text.js';

interface FiguresTableProps {
  /** The caption for a screen reader, shown above the table unless it is `quiet`. */
  readonly caption: string;
  readonly quiet?: boolean;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** The columns whose cells are words and not figures, beside the first. */
  readonly words?: readonly number[];
}

const none: readonly number[] = [];

/** A table of figures: names on the left, numbers on the right. Wider than the page, it scrolls within its box. */
export function FiguresTable({ caption, quiet = false, head, rows, words = none }: FiguresTableProps) {
  const classOf = (i: number): string | undefined => (i === 0 || words.includes(i) ? undefined : 'figure');
  return (
    <ScrollBox label={caption}>
      <table>
        <caption className={quiet ? 'hidden' : undefined}>{caption}</caption>
        <thead>
          <tr>
            {head.map((cell, i) => (
              <th key={i} scope="col" className={classOf(i)}>
                {plain(cell)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={at}>
              {row.map((cell, i) =>
                i === 0 ? (
                  <th key={i} scope="row" title={cell.length > 40 ? printable(cell) : undefined}>
                    <span className="name">{printable(cell)}</span>
                  </th>
                ) : (
                  <td key={i} className={classOf(i)}>
                    {printable(cell)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

/** A column head of the terminal's tables on one line. */
function plain(head: string): string {
  return printable(head.replaceAll('-\n', '').replaceAll('\n', ' '));
}

/** A box in which wide content scrolls; it can be reached and scrolled by keyboard. */
export function ScrollBox({ label, children }: { label: string; children: ReactNode }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is reached by keyboard no other way
    <section className="scroll" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}

/** Details that are drawn only once they are opened, such as the table of a picture. */
export function Details({ summary, children }: { summary: string; children: () => ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{summary}</summary>
      {open && children()}
    </details>
  );
}
