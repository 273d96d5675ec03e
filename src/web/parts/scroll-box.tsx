import type { ReactNode } from 'react';

/** What is wider than a page scrolls in here; a keyboard can reach and move it. */
export function ScrollBox({ label, children }: { label: string; children: ReactNode }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is reached by keyboard no other way
    <section className="scroll" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
