import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { UsageError } from '#src/index.js';
import { figureNames } from '#src/results/figures.js';
import { refuseContradictoryGates } from '#src/judge/gates/gates-of.js';
import { operators, type Gate } from '#src/judge/gates/gate.js';
import { parseGate } from '#src/judge/gates/parse.js';
import { GateSyntaxError } from '#src/judge/gates/scanner.js';
import { statisticNames } from '#src/judge/gates/statistic.js';

const run = {
  modes: ['sequential', 'hybrid'],
  sources: ['weather', 'news-2', 'my "odd" source.', 'sources', 'virtual'],
} as const;
const both = [...run.modes];
const value = (number: number) => ({ kind: 'value', value: number }) as const;
const baseline = (factor: number, plus = 0) => ({ kind: 'baseline', factor, plus }) as const;

/** An expression and what of the gate is not as in `hybrid.makespan <= 6s`. */
const good: readonly (readonly [expression: string, gate: Partial<Gate>])[] = [
  ['hybrid.makespan <= 6s', {}],
  ['hybrid.makespan<=6000ms', {}],
  ['\t hybrid . makespan\n<= 6 s ', { expression: 'hybrid . makespan\n<= 6 s' }],
  ['hybrid.makespan <= 1m 30s', { limit: value(90_000) }],
  ['hybrid.makespan < .5s', { operator: '<', limit: value(500) }],
  ['hybrid.makespan > 0', { operator: '>', limit: value(0) }],
  ['hybrid.makespan.median <= 6s', { stated: true }],
  ['hybrid.makespan.p95 <= 6s', { statistic: 'p95', stated: true }],
  ['sequential.makespan.p99 <= 6s', { modes: ['sequential'], statistic: 'p99', stated: true }],
  ['virtual.hybrid.makespan <= 6s', { virtual: true }],
  ['hybrid.speedup >= 1.8', { subject: { source: undefined, figure: 'speedup' }, operator: '>=', limit: value(1.8) }],
  ['hybrid.speedup >= 1.8x', { subject: { source: undefined, figure: 'speedup' }, operator: '>=', limit: value(1.8) }],
  ['hybrid.speedup >= 1.8 ×', { subject: { source: undefined, figure: 'speedup' }, operator: '>=', limit: value(1.8) }],
  [
    'hybrid.efficiency >= 90%',
    { subject: { source: undefined, figure: 'efficiency' }, operator: '>=', limit: value(0.9) },
  ],
  [
    'hybrid.efficiency >= 0.9',
    { subject: { source: undefined, figure: 'efficiency' }, operator: '>=', limit: value(0.9) },
  ],
  [
    'hybrid.completeness == 100 %',
    { subject: { source: undefined, figure: 'completeness' }, statistic: 'min', operator: '==', limit: value(1) },
  ],
  [
    'hybrid.coresBusy >= 1.5',
    { subject: { source: undefined, figure: 'coresBusy' }, operator: '>=', limit: value(1.5) },
  ],
  ['hybrid.makespan <= baseline', { limit: baseline(1) }],
  ['hybrid.makespan<=baseline+5%', { limit: baseline(1.05) }],
  ['hybrid.makespan <= baseline - 5 %', { limit: baseline(0.95) }],
  ['hybrid.makespan <= baseline * 1.5', { limit: baseline(1.5) }],
  ['hybrid.makespan <= baseline + 200ms', { limit: baseline(1, 200) }],
  ['hybrid.makespan <= baseline - 1s', { limit: baseline(1, -1000) }],
  [
    'hybrid.speedup >= baseline - 0.2x',
    { subject: { source: undefined, figure: 'speedup' }, operator: '>=', limit: baseline(1, -0.2) },
  ],
  [
    'sources.weather.attempts <= 1.2',
    { modes: both, subject: { source: 'weather', figure: 'attempts' }, statistic: 'mean', limit: value(1.2) },
  ],
  ['hybrid.sources.news-2.fetch <= 6s', { subject: { source: 'news-2', figure: 'fetch' } }],
  [
    'virtual.sources.weather.fetch.p99 <= 6s',
    { virtual: true, modes: both, subject: { source: 'weather', figure: 'fetch' }, statistic: 'p99', stated: true },
  ],
  ['hybrid.sources."my \\"odd\\" source.".fetch <= 6s', { subject: { source: 'my "odd" source.', figure: 'fetch' } }],
  ['hybrid.sources.sources.fetch <= 6s', { subject: { source: 'sources', figure: 'fetch' } }],
  ['sources.virtual.fetch <= 6s', { modes: both, subject: { source: 'virtual', figure: 'fetch' } }],
];

/** An expression, the column of what is wrong with it, and what is said. */
const bad: readonly (readonly [expression: string, column: number, ...said: string[]])[] = [
  ['', 1, 'expected a mode', 'hybrid.makespan', 'ends'],
  ['   ', 4, 'expected a mode'],
  ['hybird.makespan <= 6s', 1, "'hybird'", "did you mean 'hybrid'?"],
  ['virtual.hybird.makespan <= 6s', 9, "'hybird'", "did you mean 'hybrid'?"],
  ['parallel.makespan <= 6s', 1, "'parallel' is not run", '--modes sequential,hybrid,parallel'],
  ['virtual <= 6s', 9, 'expected a mode', 'sequential, hybrid'],
  ['virtual.virtual.makespan <= 6s', 9, "expected a mode, not 'virtual'"],
  ['hybrid <= 6s', 8, 'expected a figure', 'makespan'],
  ['hybrid. <= 6s', 9, 'a name after the dot', "not '<'"],
  ['hybrid.makspan <= 6s', 8, "unknown figure 'makspan'", "did you mean 'makespan'?"],
  ['hybrid.constructor <= 6s', 8, "unknown figure 'constructor'"],
  ['hybrid.source.weather.fetch <= 6s', 8, "did you mean 'sources'?"],
  ['hybrid.makespan.p59 <= 6s', 17, "unknown statistic 'p59'", "did you mean 'p50'?"],
  ['hybrid.makespan.p95.max <= 6s', 20, "not '.max'"],
  ['sources <= 1', 9, 'expected a source', 'weather'],
  ['sources.wether.attempts <= 1', 9, "unknown source 'wether'", "did you mean 'weather'?"],
  ['sources.weather <= 1', 17, 'expected a figure of a source', 'attempts'],
  ['sources.weather.makespan <= 1', 17, "unknown figure of a source 'makespan'", 'attempts'],
  ['sources."weather.attempts <= 1', 9, 'no end', '"'],
  ['hybrid.makespan', 16, 'expected <=, <, >=, >, ==', 'ends'],
  ['hybrid.makespan 6s', 17, 'expected <=', "not '6'"],
  ['hybrid.makespan = 6s', 17, 'expected ==, not ='],
  ['hybrid.makespan != 6s', 17, '!='],
  ['hybrid.makespan =< 6s', 17, 'expected ==, not ='],
  ['hybrid.makespan <=', 19, 'a duration, as in 6s', 'not nothing'],
  ['hybrid.makespan <= 6', 20, 'write 6s or 6ms'],
  ['hybrid.makespan <= baseline + 200', 31, 'a duration', "'200'"],
  ['hybrid.makespan <= soon', 20, 'a duration, as in 6s', "'soon'"],
  ['hybrid.makespan <= -1s', 20, 'a duration', "'-1s'"],
  ['hybrid.makespan <= 90%', 20, 'a duration', "'90%'"],
  ['hybrid.makespan <= 6s 7', 20, 'a duration', "'6s 7'"],
  ['hybrid.makespan <= NaN', 20, 'a duration'],
  ['hybrid.speedup >= 1.8s', 19, 'a ratio, as in 1.8', "'1.8s'"],
  ['hybrid.speedup >= 1e3', 19, 'a ratio'],
  ['hybrid.efficiency >= 6s', 22, 'a share, as in 90% or 0.9', "'6s'"],
  ['hybrid.efficiency >= 90', 22, 'a share', "'90'"],
  ['hybrid.efficiency >= 101%', 22, 'a share'],
  ['sources.weather.attempts <= 1x', 29, 'a number', "'1x'"],
  ['hybrid.makespan <= baseline 5%', 29, 'expected +, - or * after baseline', "'5%'"],
  ['hybrid.makespan <= baseline +', 30, 'a percentage of the baseline', 'not nothing'],
  ['hybrid.makespan <= baseline - 101%', 31, 'a percentage of the baseline', "'101%'"],
  ['hybrid.makespan <= baseline + soon', 31, 'a percentage', 'a duration', "'soon'"],
  ['hybrid.makespan <= baseline * 5%', 31, 'a factor, as in baseline * 1.05', "'5%'"],
  ['hybrid.makespan <= baselines', 20, "'baselines'"],
  ['𝒽ybrid.makespan <= 6s', 1, 'unknown mode'],
  ['sources."𝒽".fetch <= 6s', 9, "unknown source '𝒽'"],
  ['sources.weather.𝒽 <= 𝒽', 17, "'𝒽'"],
  [`hybrid.makespan <= ${'9'.repeat(1000)}`, 1001, 'at most 1000 characters'],
];

describe('an expression of a gate', () => {
  const usual = {
    virtual: false,
    modes: ['hybrid'],
    subject: { source: undefined, figure: 'makespan' },
    statistic: 'median',
    stated: false,
  } as const;
  for (const [expression, gate] of good) {
    it(`is read: ${JSON.stringify(expression)}`, () => {
      assert.deepEqual(parseGate(expression, run), {
        expression: expression.trim(),
        ...usual,
        operator: '<=',
        limit: value(6000),
        ...gate,
      });
    });
  }

  for (const [expression, column, ...said] of bad) {
    it(`is refused in column ${column}: ${JSON.stringify(expression.slice(0, 60))}`, () => {
      assert.throws(
        () => parseGate(expression, run),
        (thrown) => {
          assert.ok(thrown instanceof GateSyntaxError, String(thrown));
          for (const words of [`column ${column}: `, ...said])
            assert.ok(thrown.message.includes(words), `"${words}" is missing in: ${thrown.message}`);
          return true;
        },
      );
    });
  }

  it('about speedup is refused where the sequential mode is not run', () => {
    assert.throws(
      () => parseGate('hybrid.speedup > 1', { ...run, modes: ['hybrid'] }),
      /column 1: .*--modes sequential,hybrid/,
    );
  });

  it('can name every figure with every statistic and operator', () => {
    for (const figure of figureNames)
      for (const statistic of statisticNames)
        for (const operator of operators) {
          const gate = parseGate(`hybrid.${figure}.${statistic} ${operator} 0`, run);
          assert.deepEqual([gate.subject.figure, gate.statistic, gate.operator], [figure, statistic, operator]);
        }
  });

  it('is read or refused with its column, whatever is written', () => {
    const parts = fc.constantFrom(
      'hybrid',
      '.',
      'makespan',
      'sources',
      'weather',
      '"',
      '\\',
      '<=',
      '=',
      ' ',
      'baseline',
      '+',
      '5%',
      '6s',
      'virtual',
      '𝒽',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 12 }), (words) => {
        try {
          parseGate(words.join(''), run);
        } catch (thrown) {
          assert.ok(thrown instanceof GateSyntaxError, String(thrown));
          assert.match(thrown.message, /^column \d+: /);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('gates', () => {
  const refusal =
    (...expressions: string[]) =>
    () => {
      refuseContradictoryGates(expressions.map((expression) => parseGate(expression, run)));
    };
  for (const [one, other] of [
    ['hybrid.makespan >= 2s', 'hybrid.makespan < 1s'],
    ['hybrid.makespan >= 2s', 'hybrid.makespan.p50 < 2s'],
    ['hybrid.makespan > 2s', 'hybrid.makespan <= 2s'],
    ['hybrid.makespan == 2s', 'hybrid.makespan > 2s'],
    ['hybrid.completeness == 1', 'hybrid.completeness == 0.5'],
    ['hybrid.makespan >= baseline + 5%', 'hybrid.makespan <= baseline'],
    ['hybrid.makespan >= 2s', 'hybrid.makespan.p95 < 2s'],
    ['hybrid.makespan.min > 2s', 'hybrid.makespan.mean < 1s'],
    ['hybrid.makespan.p95 >= 2s', 'hybrid.makespan.max < 1s'],
    ['sources.weather.attempts <= 1', 'hybrid.sources.weather.attempts >= 2'],
  ] as const) {
    it(`that contradict each other are refused, both named: ${one}, ${other}`, () => {
      for (const order of [
        [one, other],
        [other, one],
      ])
        assert.throws(
          refusal(...order),
          (thrown) =>
            thrown instanceof UsageError &&
            thrown.message.includes(`'${one}'`) &&
            thrown.message.includes(`'${other}'`),
        );
    });
  }

  for (const some of [
    ['hybrid.makespan >= 2s', 'hybrid.makespan <= 2s'],
    ['hybrid.makespan >= 2s', 'sequential.makespan < 1s'],
    ['hybrid.makespan.p95 >= 2s', 'hybrid.makespan.p90 < 1s'],
    ['hybrid.makespan.mean >= 2s', 'hybrid.makespan < 1s'],
    ['hybrid.makespan >= baseline + 5%', 'hybrid.makespan.p95 <= baseline'],
    ['hybrid.makespan >= 2s', 'hybrid.makespan.min < 1s'],
    ['hybrid.makespan >= 2s', 'virtual.hybrid.makespan < 1s'],
    ['hybrid.makespan >= 2s', 'hybrid.makespan <= baseline'],
    ['hybrid.makespan >= baseline + 200ms', 'hybrid.makespan <= baseline + 5%'],
    ['hybrid.sources.weather.attempts >= 2', 'hybrid.sources.news-2.attempts <= 1'],
    ['hybrid.makespan < 3s', 'hybrid.makespan < 2s', 'hybrid.makespan > 1s'],
  ]) {
    it(`that leave something are admitted: ${some.join(', ')}`, refusal(...some));
  }
});
