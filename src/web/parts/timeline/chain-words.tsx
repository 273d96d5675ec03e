import type { Chain } from '../../../analysis/chain.js';
import { formatDuration } from '../../../lib/duration.js';
import { counted, listed, printable } from '../../../lib/text.js';
import { isPart, type Span } from '../../../model/trace.js';
import { kindWords, spanWords, type Slack } from '../lanes/span-facts.js';

const shownSteps = 12;

/** The chain of a span in words: `weather: attempt to fetch 2.00 s → wait for a worker 0.50 s → inference 2.00 s`. */
export function ChainWords({
  span,
  chain,
  slack,
  onClose,
}: {
  span: Span;
  chain: Chain;
  slack: Slack;
  onClose: () => void;
}) {
  const parents = new Set(chain.own.filter(({ kind }) => !isPart(kind)).map(({ parent }) => parent));
  const steps = chain.own.filter(
    ({ id, kind, startMs, endMs, outcome }) =>
      !isPart(kind) && !parents.has(id) && (endMs > startMs || outcome !== 'ok'),
  );
  const words = steps
    .slice(0, shownSteps)
    .map((step) => `${kindWords[step.kind]} ${formatDuration(step.endMs - step.startMs)}${endWords(step)}`);
  if (steps.length > shownSteps) words.push(`and ${counted(steps.length - shownSteps, 'more step')}`);
  return (
    <p className="tl-chain-words" aria-live="polite">
      <span>
        <strong>{printable(span.name)}</strong> {words.join(' → ')}
        {chain.waitedFor.length > 0 && `. It had to wait for ${listed(chain.waitedFor.map(waitedWords))}`}
        <br />
        <span className="tl-chain-facts">{spanWords(span, slack)}</span>
      </span>
      <button type="button" onClick={onClose}>
        Show all
      </button>
    </p>
  );
}

function waitedWords({ kind, name, endMs }: Span): string {
  return `${kindWords[kind]} ${printable(name)}, which ended at ${formatDuration(endMs)}`;
}

function endWords({ outcome }: Span): string {
  return outcome === 'ok' ? '' : ` (${outcome})`;
}
