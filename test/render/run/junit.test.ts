import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { GateResult } from '#src/results/documents/gates.js';
import { markdownOf } from '#src/render/markdown.js';
import { gatesBlocks } from '#src/render/run/gates.js';
import { gatesText } from '#src/render/run/text.js';
import { junit } from '#src/render/run/junit.js';
import { plainStyle, reporters, type Report } from '#src/index.js';
import { elements, problemsOfJUnit } from './junit-schema.js';
import { taking } from '../../judge/gates/made.js';

const gate: GateResult = {
  expression: 'hybrid.speedup >= 1.8',
  verdict: 'passed',
  unit: 'ratio',
  value: 2.27,
  interval: { low: 2.21, high: 2.31 },
  limit: 1.8,
  reason: 'the 95 % interval of 10 runs lies within the limit',
};
const gates: GateResult[] = [
  gate,
  {
    ...gate,
    expression: 'hybrid.makespan < 5s',
    unit: 'ms',
    value: 5520,
    interval: { low: 5480, high: 5600 },
    limit: 5000,
    verdict: 'failed',
    reason: 'beyond',
  },
  {
    ...gate,
    expression: 'hybrid.makespan <= baseline + 5%',
    unit: 'ms',
    value: 5520,
    limit: 5500,
    interval: { low: 5480, high: 5600 },
    verdict: 'inconclusive',
    reason: 'within',
  },
  {
    ...gate,
    expression: 'hybrid.efficiency.p95 > 90%',
    unit: 'share',
    value: 0.91234,
    interval: null,
    limit: 0.9,
    verdict: 'unjudged',
    reason: 'too few',
  },
];
const report: Report = { ...taking([500]), gates };
const hostile = '</failure><x a="1">&amp; ]]> \u0000\u001b[2J\u202e\uFFFE\uD800 \n\t 𝒽';

function caseOf(xml: string, name: string) {
  return elements(xml).find((element) => element.name === 'testcase' && element.attributes['name'] === name)!;
}

describe('gates in a terminal', () => {
  it('say in words what became of each, with what it was judged by', () => {
    const lines = gatesText(report, plainStyle(120)).split('\n');
    assert.deepEqual(lines, [
      '1 of 4 gates passed, 1 failed, 1 inconclusive and 1 not judged.',
      ' passed        hybrid.speedup >= 1.8   2.27 (2.21 to 2.31)',
      ' failed        hybrid.makespan < 5s   5.52 s (5.48 s to 5.60 s): beyond',
      ' inconclusive  hybrid.makespan <= baseline + 5%   5.52 s (5.48 s to 5.60 s), the limit being 5.50 s: within',
      ' not judged    hybrid.efficiency.p95 > 90%   91.23 %: too few',
    ]);
  });

  it('stand at the end of the report, and nothing does where there are none', () => {
    assert.ok(reporters.text(report, plainStyle(80)).endsWith(`\n\n${gatesText(report, plainStyle(80))}\n`));
    assert.doesNotMatch(reporters.text({ ...report, gates: [] }, plainStyle(80)), /gate/);
  });

  it('are safe to print', () => {
    const evil = { gates: [{ ...gate, verdict: 'failed' as const, expression: hostile, reason: hostile }] };
    assert.doesNotMatch(gatesText(evil, plainStyle(80)).replaceAll('\n', ''), /[\p{Cc}\u202e]/u);
    assert.doesNotMatch(markdownOf(gatesBlocks(evil.gates)).replaceAll('\n', ''), /[\p{Cc}\u202e]|(?<!\\)</u);
  });
});

describe('gates as Markdown', () => {
  it('are a table with a verdict in words', () => {
    assert.ok(
      reporters
        .markdown(report)
        .includes(
          '## Gates\n\n1 of 4 gates passed, 1 failed, 1 inconclusive and 1 not judged.\n\n| gate | verdict | value ' +
            '| limit | why |\n|---|---:|---:|---:|---:|\n',
        ),
    );
    assert.match(
      markdownOf(gatesBlocks(report.gates)).trimEnd(),
      /\n\| hybrid\.speedup \\>= 1\.8 \| passed \| 2\.27 \(2\.21 to 2\.31\) \| 1\.8 \| the 95 % interval/,
    );
  });
});

describe('gates as JUnit XML', () => {
  for (const inconclusive of ['failure', 'skipped'] as const) {
    it(`are as the schema wants it, a test case each, an inconclusive one as ${inconclusive}`, () => {
      const xml = junit(report, { inconclusive });
      assert.deepEqual(problemsOfJUnit(xml), []);
      assert.equal(caseOf(xml, 'hybrid.speedup >= 1.8').children.length, 0);
      const outcomes = gates.slice(1).map(({ expression }) => caseOf(xml, expression).children.map(({ name }) => name));
      assert.deepEqual(outcomes, [['failure'], [inconclusive], ['error']]);
      const suite = elements(xml).find(({ name }) => name === 'testsuite');
      const { tests, failures, errors, skipped, timestamp } = suite!.attributes;
      const skips = inconclusive === 'skipped' ? 1 : 0;
      assert.deepEqual([tests, failures, errors, skipped], ['4', String(2 - skips), '1', String(skips)]);
      assert.match(timestamp!, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
    });
  }

  it('hold no markup and no character that XML forbids, whatever scenario and gates are called', () => {
    const xml = junit(
      {
        ...report,
        scenario: { ...report.scenario, name: hostile },
        gates: [{ ...gate, verdict: 'failed', expression: hostile, reason: hostile }],
      },
      { inconclusive: 'failure' },
    );
    assert.deepEqual(problemsOfJUnit(xml), []);
    assert.doesNotMatch(xml.replaceAll('\n', ''), /[\p{Cc}\p{Cs}\uFFFE\uFFFF\u202e]/u);
    assert.equal(elements(xml).filter(({ name }) => name === 'x').length, 0);
  });

  it('the check itself sees what is wrong', () => {
    const xml = junit(report, { inconclusive: 'failure' });
    for (const [from, to] of [
      ['<testsuite name=', '<testsuite nmae='],
      ['tests="4"', 'tests="four"'],
      ['failures="2"', 'failures="1"'],
      ['</testcase>', ''],
      [' type="failed"', ''],
      ['<system-err></system-err>', ''],
      ['&lt;', '<'],
      ['&gt;= 1.8', '&gt;= 1.8 & more'],
      ['<properties>', '<properties><x/>'],
    ])
      assert.notDeepEqual(problemsOfJUnit(xml.replace(from!, to!)), [], from);
  });
});
