import { useState, type ReactNode } from 'react';

/** The table behind a picture: drawn when it is opened. */
export function Behind({ what, children }: { what: string; children: () => ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{what}</summary>
      {open && children()}
    </details>
  );
}
