import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { markdownOf } from '#src/render/markdown.js';
import { resilienceBlocks } from '#src/render/resilience/blocks.js';
import { plainStyle } from '#src/render/style.js';
import { textOf } from '#src/render/text.js';
import type { ResilienceReport } from '#src/results/documents/resilience.js';

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

/** A report with these remedies. */
function reportOf(remedies: Remedy[]): ResilienceReport {
  const lattice = {
    cases: 1,
    exhaustive: true,
    invariants: [],
    allowanceMs: 0,
    worst: { states: {}, makespanMs: 1, completeness: 1, command: '' },
    byFailures: [],
  };
  const scenario = { name: 'a', sources: [{ name: 'a' }] };
  const rest = { disturbance: null, tuning: null, confirmed: [] };
  return { scenario, lattice, remedies, ...rest } as unknown as ResilienceReport;
}

/** The last block of a report with these remedies, its lines joined. */
function closing(remedies: Remedy[], width = 80): string {
  const lines = textOf(resilienceBlocks(reportOf(remedies)), plainStyle(width))
    .trimEnd()
    .split('\n\n')
    .at(-1)!
    .split('\n');
  for (const line of lines) assert.ok(line.length <= width, line);
  return lines.join(' ');
}

const none = remedy('none', 0.9, 700);

describe('the table of remedies', () => {
  it('leaves out one column before it leaves out three', () => {
    const head = (width: number): string[] =>
      textOf(resilienceBlocks(reportOf([none, remedy("scenario's own", 0.9, 11_100)])), plainStyle(width))
        .split('\n')
        .find((line) => line.includes('remedy'))!
        .trim()
        .split(/\s+/);
    const figures = ['p50', 'p95', 'p99', 'wasted'];
    const shown = (width: number): string[] => head(width).filter((name) => figures.includes(name));
    assert.deepEqual(shown(100), figures);
    assert.deepEqual(shown(76), ['p95', 'p99', 'wasted']);
    assert.deepEqual(shown(60), ['p95']);
  });
});

describe('a resilience report as Markdown', () => {
  const command = "agent-bench run './a``b.json' --virtual";
  const report = {
    scenario: { name: 'a', sources: [{ name: 'a' }] },
    lattice: {
      cases: 4,
      exhaustive: true,
      invariants: [
        { name: 'every failure is named', checked: 4, broken: 1, command: "agent-bench run '```' --virtual" },
      ],
      allowanceMs: 0,
      worst: { states: {}, makespanMs: 1, completeness: 1, command },
      byFailures: [],
    },
    remedies: [none],
    disturbance: 'flaky:0.1',
    everyMs: 200,
    tuning: null,
    confirmed: [
      {
        name: 'a|b hang',
        predicted: { makespanMs: 100, completeness: 0.5 },
        measured: { makespanMs: 110, completeness: 0.5 },
      },
    ],
    interrupted: false,
  } as unknown as ResilienceReport;
  const blocks = markdownOf(resilienceBlocks(report)).split('\n\n');

  it('leaves the backticks of a command as they are, in a fence that is longer', () => {
    assert.ok(blocks.includes(`\`\`\`sh\n${command}\n\`\`\``), blocks.join('\n'));
    assert.ok(blocks.includes("  ````sh\n  agent-bench run '```' --virtual\n  ````"), blocks.join('\n'));
  });

  it(
    'says what the terminal says: what was tried, with how many runs, what the remedies met, what is worth its ' +
      'price, what real time said',
    () => {
      for (const said of [
        '1 source, each healthy, failing at once, never answering or three times slower; all 4 combinations of their ' +
          'states, hybrid, simulated.',
        'The remedies, 100 runs each, one every 0.20 s, with every source flaky:0.1, as the scenario has no faults of ' +
          'its own:',
        'Where the last column is empty, nothing else here is better in completeness, stand-ins, p95, p99 or attempts ' +
          'without being worse in another. A cache gains this much only where questions repeat.',
        '- **broken in 1** of 4: every failure is named; the first:',
        'Run again on real time:',
        '1 invariant broken: see the commands above.\n',
      ]) {
        assert.ok(blocks.includes(said), `${said}\n is missing in\n${blocks.join('\n')}`);
      }
      assert.match(blocks.join('\n'), /^\| a\\\|b hang \| 0\.10 s \| 0\.11 s \| 10\.0 % \| 50 % \| 50 % \|$/mu);
    },
  );
});

const begin = 'All invariants hold. Of the remedies that work for new questions too, ';

describe('the last sentence of a resilience report says of the remedy with the most complete answers', () => {
  for (const [what, remedies, said] of [
    [
      'that p95 rises',
      [remedy('retry', 1, 1310, 1.1)],
      'retry makes the answers most complete: 100 % instead of 90 %, for 1.10 attempts a source, with p95 up from ' +
        '0.70 s to 1.31 s.',
    ],
    [
      'that p95 falls',
      [remedy('hedge', 0.95, 90, 1.234)],
      'hedge makes the answers most complete: 95 % instead of 90 %, for 1.23 attempts a source, with p95 down from ' +
        '0.70 s to 90 ms.',
    ],
    [
      'that p95 stays',
      [remedy('breaker', 0.95, 700.001)],
      'breaker makes the answers most complete: 95 % instead of 90 %, for 1.00 attempts a source, with p95 still at ' +
        '0.70 s.',
    ],
    [
      'that it is the scenario’s own',
      [remedy("scenario's own", 0.95, 700)],
      "the scenario's own set makes the answers most complete: 95 % instead of 90 %, for 1.00 attempts a source, " +
        'with p95 still at 0.70 s.',
    ],
    [
      'its name, the sooner one of two, however many sources there are',
      [remedy('cache', 1, 10), remedy('timeout', 0.95, 800), remedy('quorum 9999/10000', 0.95, 600)],
      'quorum 9999/10000 makes the answers most complete: 95 % instead of 90 %, for 1.00 attempts a source, with ' +
        'p95 down from 0.70 s to 0.60 s.',
    ],
  ] as const) {
    it(what, () => {
      assert.equal(closing([none, ...remedies]), begin + said);
      assert.equal(closing([none, ...remedies], 40), begin + said);
    });
  }

  it('nothing where none does, or by less than a reader would see', () => {
    for (const others of [
      [],
      [remedy('retry', 0.9, 10)],
      [remedy('retry', 0.90004, 10)],
      [remedy('retry', 0.8, 10)],
      [remedy('cache', 1, 10)],
    ]) {
      assert.equal(
        closing([none, ...others], 40),
        'All invariants hold. No remedy makes answers to new questions more complete.',
      );
    }
  });
});
