import type { ModeName } from '../../agent/modes.js';
import { formatDuration } from '../../lib/duration.js';
import type { Check } from '../../results/documents/verify.js';
import type { Evidence, Seen } from './evidence.js';
import { judged } from './judge.js';

const concurrentModes: ReadonlySet<ModeName> = new Set(['concurrent', 'hybrid', 'hybrid-barrier']);

/**
 * So close must fetches begin that begin at once. They take microseconds to begin one after the other; the rest is for
 * a busy machine.
 */
const togetherMs = 100;
/** Where fetching one by one spreads the starts by less than this, nothing can be told from them. */
const tellingMs = 10;

/**
 * Fetches of the concurrent modes begin within 100 ms of each other: their first attempts, as traced. Where fetches are
 * short, within half of what the sequential mode spreads them by, for otherwise the line would hold for that mode too.
 * What a rate limit or a bulkhead keeps them apart on the virtual clock is allowed in addition.
 */
export function startsCheck(evidence: Evidence): Check {
  const concurrent = evidence.modes.filter(({ mode }) => concurrentModes.has(mode));
  const oneByOneMs = Math.max(
    0,
    ...evidence.modes.filter(({ mode }) => mode === 'sequential').map(({ expected }) => spreadMs(expected)),
  );
  const limitMs = oneByOneMs < tellingMs ? togetherMs : Math.min(togetherMs, oneByOneMs / 2);
  const figures = concurrent.map(({ mode, expected, measured }) => ({
    name: `spread of ${mode}`,
    unit: 'ms' as const,
    expected: spreadMs(expected),
    measured: spreadMs(measured),
    low: null,
    high: spreadMs(expected) + limitMs,
  }));
  const limits =
    figures.length === 0 ? [formatDuration(limitMs)] : [...new Set(figures.map(({ high }) => formatDuration(high)))];
  const claim = {
    id: 'starts',
    what: 'fetches of concurrent modes start together',
    expected: `the first attempts begin within ${limits.join(' or ')} of each other`,
    measured:
      concurrent.map(({ mode, measured }) => `${mode} within ${formatDuration(spreadMs(measured))}`).join(', ') ||
      'nothing',
    figures,
    cannot: cannot(evidence, concurrent.length, oneByOneMs),
  };
  return judged(claim, { pairs: concurrent, evidence });
}

function cannot({ sources }: Evidence, modes: number, oneByOneMs: number): string | undefined {
  if (modes === 0) return 'no concurrent mode was finished';
  if (sources < 2) return 'there is one source, and it takes two to start together';
  if (oneByOneMs < tellingMs) return 'the sources answer too fast to tell fetches at once from fetches one by one';
  return undefined;
}

/** From the first source's first attempt to the last source's. */
function spreadMs({ spans }: Seen): number {
  const first = new Map<string, number>();
  for (const { kind, name, startMs } of spans)
    if (kind === 'attempt' && !(first.get(name)! <= startMs)) first.set(name, startMs);
  const starts = [...first.values()].toSorted((a, b) => a - b);
  return starts.length === 0 ? 0 : starts.at(-1)! - starts[0]!;
}
