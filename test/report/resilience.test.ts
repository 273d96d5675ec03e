import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { resilienceText } from '#src/report/reporters/resilience-text.js';
import { plainStyle } from '#src/report/reporters/style.js';
import type { ResilienceReport } from '#src/report/resilience-schema.js';

type Remedy = ResilienceReport['remedies'][number];

const remedy = (name: string, completeness: number, p95Ms: number, attemptsPerAnswer = 1): Remedy => ({
  name,
  runs: 100,
  successRate: completeness,
  completeness,
  degraded: 0,
  p50Ms: 100,
  p95Ms,
  p99Ms: p95Ms,
  attemptsPerAnswer,
  wastedMs: 0,
  dominatedBy: null,
});

/** The last block of a report with these remedies, its lines joined. */
function closing(remedies: Remedy[], width = 80): string {
  const lattice = {
    cases: 1,
    exhaustive: true,
    invariants: [],
    allowanceMs: 0,
    worst: { states: {}, makespanMs: 1, completeness: 1, command: '' },
    byFailures: [],
  };
  const scenario = { name: 'a', sources: [{ name: 'a' }] };
  const report = { scenario, lattice, remedies, disturbance: null, tuning: null, confirmed: [] } as unknown as ResilienceReport;
  const lines = resilienceText(report, plainStyle(width)).trimEnd().split('\n\n').at(-1)!.split('\n');
  for (const line of lines) assert.ok(line.length <= width, line);
  return lines.join(' ');
}

const none = remedy('none', 0.9, 700);
const begin = 'All invariants hold. Of the remedies that work for new questions too, ';

describe('the last sentence of a resilience report says of the remedy with the most complete answers', () => {
  for (const [what, remedies, said] of [
    [
      'that p95 rises',
      [remedy('retry', 1, 1310, 1.1)],
      'retry makes the answers most complete: 100 % instead of 90 %, for 1.10 attempts a source, with p95 up from 0.70 s to 1.31 s.',
    ],
    [
      'that p95 falls',
      [remedy('hedge', 0.95, 90, 1.234)],
      'hedge makes the answers most complete: 95 % instead of 90 %, for 1.23 attempts a source, with p95 down from 0.70 s to 90 ms.',
    ],
    [
      'that p95 stays',
      [remedy('breaker', 0.95, 700.001)],
      'breaker makes the answers most complete: 95 % instead of 90 %, for 1.00 attempts a source, with p95 still at 0.70 s.',
    ],
    [
      'that it is the scenario’s own',
      [remedy("scenario's own", 0.95, 700)],
      "the scenario's own set makes the answers most complete: 95 % instead of 90 %, for 1.00 attempts a source, with p95 still at 0.70 s.",
    ],
    [
      'its name, the sooner one of two, however many sources there are',
      [remedy('cache', 1, 10), remedy('timeout', 0.95, 800), remedy('quorum 9999/10000', 0.95, 600)],
      'quorum 9999/10000 makes the answers most complete: 95 % instead of 90 %, for 1.00 attempts a source, with p95 down from 0.70 s to 0.60 s.',
    ],
  ] as const) {
    it(what, () => {
      assert.equal(closing([none, ...remedies]), begin + said);
      assert.equal(closing([none, ...remedies], 40), begin + said);
    });
  }

  it('nothing where none does, or by less than a reader would see', () => {
    for (const others of [[], [remedy('retry', 0.9, 10)], [remedy('retry', 0.90004, 10)], [remedy('retry', 0.8, 10)], [remedy('cache', 1, 10)]]) {
      assert.equal(closing([none, ...others], 40), 'All invariants hold. No remedy makes answers to new questions more complete.');
    }
  });
});
