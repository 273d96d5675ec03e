import { useState } from 'react';
import type { ModeName } from '../../../agent/modes.js';
import { quoted } from '../../../experiments/resilience/case-command.js';
import { setOf, type Change } from '../../../experiments/what-if/change.js';

/** The command that prints the same figures in a terminal. */
export function CommandLine({ mode, changes }: { mode: ModeName; changes: readonly Change[] }) {
  const line = [
    'agent-bench what-if report.json --mode',
    mode,
    ...changes.map((change) => `--set ${quoted(setOf(change))}`),
  ].join(' ');
  const [copied, setCopied] = useState<string>();
  const copy = (): void => {
    // some browsers have no clipboard for a page on disk; the line can be selected
    if (!('clipboard' in navigator)) return;
    navigator.clipboard.writeText(line).then(
      () => setCopied(line),
      () => setCopied(undefined),
    );
  };
  return (
    <p className="what-if-command">
      The same in a terminal: <code>{line}</code>{' '}
      <button type="button" onClick={copy}>
        {copied === line ? 'copied' : 'copy'}
      </button>
    </p>
  );
}
