import { formatDuration } from '../../lib/duration.js';
import { counted } from '../../lib/text.js';
import { sum } from '../../lib/statistics/descriptive.js';
import type { Check } from '../../results/documents/verify.js';
import { noWorkers, type Evidence, type Pair, type Seen, type Trial } from './evidence.js';
import { judged } from './judge.js';

/**
 * A worker that is free begins a job within a millisecond; the rest is for a busy machine. A job that still ran would
 * keep it for as long as that takes.
 */
const atOnceMs = 100;

/**
 * Nothing is left running, in three lines, each with what can be proven from outside. Of a query: each of its spans has
 * ended, none after the query's own, and the process has as many timers as before it. Of its jobs: once a query was cut
 * off, every worker begins another job at once. Of its threads: as many as before the workers were started, once they
 * are closed. What the process does not list (timers that do not keep it alive) stays unseen.
 */
export function leftOverChecks(evidence: Evidence): Check[] {
  return [queriesCheck(evidence), workersCheck(evidence), threadsCheck(evidence)];
}

function queriesCheck(evidence: Evidence): Check {
  const pairs: Pair[] = [...evidence.modes, ...trialsOf(evidence)];
  const timers = Math.max(0, ...pairs.map((pair) => pair.timers.after - pair.timers.before));
  const late = sum(pairs.map(({ measured }) => outliving(measured)));
  const spans = sum(pairs.map(({ measured }) => measured.spans.length));
  const claim = {
    id: 'left.queries',
    what: 'nothing of a query outlives it',
    expected: 'every span ends with its query or before, and no timer is left',
    measured:
      `${counted(spans, 'span')} of ${pairs.length === 1 ? '1 query' : `${pairs.length} queries`}, ${late} ` +
      `of them later than the query; ${counted(timers, 'timer')} left`,
    figures: [
      { name: 'spans that outlive their query', unit: 'count' as const, expected: 0, measured: late, low: 0, high: 0 },
      { name: 'timers left', unit: 'count' as const, expected: 0, measured: timers, low: 0, high: 0 },
    ],
    cannot: pairs.length === 0 ? 'no query was finished' : undefined,
  };
  return judged(claim, { pairs, evidence });
}

function outliving({ spans }: Seen): number {
  const endMs = spans.find(({ kind }) => kind === 'query')?.endMs ?? 0;
  return spans.filter((span) => span.endMs > endMs).length;
}

function workersCheck(evidence: Evidence): Check {
  const pairs = trialsOf(evidence);
  const slowestMs = Math.max(0, ...pairs.flatMap(({ probesMs }) => probesMs));
  const begun = Math.min(...pairs.map(({ probesMs }) => probesMs.length));
  const claim = {
    id: 'left.jobs',
    what: 'workers are free as soon as a query ends',
    expected:
      `right after a query that was cut off each of ${counted(evidence.workers, 'worker')} begins a new job ` +
      `within ${formatDuration(atOnceMs)}`,
    measured: pairs.length === 0 ? 'nothing' : `${begun} began one, the last after ${formatDuration(slowestMs)}`,
    figures:
      pairs.length === 0
        ? []
        : [
            {
              name: 'workers that began a job',
              unit: 'count' as const,
              expected: evidence.workers,
              measured: begun,
              low: evidence.workers,
              high: evidence.workers,
            },
            {
              name: 'time to the last beginning',
              unit: 'ms' as const,
              expected: null,
              measured: slowestMs,
              low: null,
              high: atOnceMs,
            },
          ],
    cannot: evidence.workers === 0 ? noWorkers : pairs.length === 0 ? 'no query was cut off' : undefined,
  };
  return judged(claim, { pairs, evidence });
}

function threadsCheck(evidence: Evidence): Check {
  const { pools } = evidence;
  const left = sum(pools.map((pool) => pool.left));
  const seen = sum(pools.map((pool) => pool.seen));
  const wanted = sum(pools.map((pool) => pool.wanted));
  const claim = {
    id: 'left.threads',
    what: 'no worker thread outlives its run',
    expected:
      `${counted(wanted, 'worker thread')} in the ${counted(pools.length, 'run')} of this report, none when ` +
      'they are over',
    measured: `${seen} in them, ${left} afterwards`,
    figures: [{ name: 'threads left', unit: 'count' as const, expected: 0, measured: left, low: 0, high: 0 }],
    cannot:
      evidence.workers === 0
        ? noWorkers
        : pools.length === 0
          ? 'no run was finished'
          : seen < wanted
            ? 'this Node does not list its worker threads'
            : undefined,
  };
  return judged(claim, { pairs: [], evidence });
}

function trialsOf({ hanging, cutOff }: Evidence): Trial[] {
  return [hanging, cutOff].filter((trial) => typeof trial !== 'string');
}
