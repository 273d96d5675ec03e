import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UsageError } from '#src/index.js';
import { resolveScenario } from '#src/scenario/load.js';
import { withReplicatedSources } from '#src/scenario/replicated-sources.js';
import { parseAxis, sweepParameterNames, sweepParameters } from '#src/experiments/sweep/parameters.js';

const axis = (text: string, clock: 'real' | 'virtual' = 'virtual') =>
  parseAxis(text, '--over', clock, ['weather', 'a=b', 'news']);

describe('what a sweep goes over', () => {
  for (const [text, values] of [
    ['workers=3', [3]],
    ['workers=1..4', [1, 2, 3, 4]],
    ['workers=1..9/4', [1, 5, 9]],
    ['workers=8,1,2..3,2', [1, 2, 3, 8]],
    ['workers= 1 , 2 ', [1, 2]],
    ['infer-cost=1s,2s,500ms', [500, 1000, 2000]],
    ['infer-cost=1s..3s/500ms', [1000, 1500, 2000, 2500, 3000]],
    ['infer-cost=1s..3s', [1000, 2000, 3000]],
    ['infer-cost=200ms..1s/300ms', [200, 500, 800]],
    ['latency.news=100ms..400ms', [100, 200, 300, 400]],
    ['latency.news=0..2', [0, 1, 2]],
    ['latency.a=b=1s', [1000]],
    ['latency.news=0.1ms..0.3ms', [0.1, 0.2, 0.3]],
    ['scale=0.5,1', [0.5, 1]],
    ['scale=0.1..0.3/0.1', [0.1, 0.2, 0.3]],
    ['contention=1..2/0.5', [1, 1.5, 2]],
    ['retries=0..2', [0, 1, 2]],
    ['seed=0,9007199254740991', [0, Number.MAX_SAFE_INTEGER]],
    ['workers=2..2', [2]],
  ] as const) {
    it(`${text} is ${values.join(', ')}`, () => {
      assert.deepEqual(axis(text).values, values);
    });
  }

  for (const [text, ...said] of [
    ['workers', 'write NAME=VALUES'],
    ['=1', 'write NAME=VALUES'],
    ['wokers=1', "unknown parameter 'wokers'; did you mean 'workers'?"],
    ['latency=1s', "unknown parameter 'latency'", 'latency.NAME'],
    ['latency.nws=1s', "unknown source 'nws'; did you mean 'news'?"],
    ['constructor=1', "unknown parameter 'constructor'"],
    ['workers=', 'no values', '1..4'],
    ['workers=1,,2', 'value 2 is empty'],
    ['workers=1,', 'value 2 is empty'],
    ['workers=1.5', "'1.5' is not a whole number from 1 to 10,000"],
    ['workers=0..3', "'0' in '0..3' is not a whole number"],
    ['workers=1..', "'' in '1..' is not a whole number"],
    ['workers=4..1', 'runs backwards; write 1..4'],
    ['infer-cost=3s..1s/500ms', 'runs backwards; write 1s..3s/500ms'],
    ['infer-cost=1s..3s/0', "the step '0'", 'above zero'],
    ['infer-cost=1s..3s/', "the step ''", 'above zero'],
    ['workers=1..4/0.5', "the step '0.5'"],
    ['infer-cost=soon', "'soon' is not a duration from 0 to 24h"],
    ['timeout=0', "'0' is not a duration above zero"],
    ['scale=0', "'0' is not a factor above 0"],
    ['contention=0.5', 'a factor from 1 to 100'],
    ['seed=0..9007199254740990', 'larger step'],
    ['infer-cost=0..24h/0.001', 'larger step'],
  ] as const) {
    it(`${text} is refused`, () => {
      assert.throws(
        () => axis(text),
        (error) =>
          error instanceof UsageError && [`--over ${text}: `, ...said].every((part) => error.message.includes(part)),
      );
    });
  }

  it('has no simulated cores on real time', () => {
    assert.throws(() => axis('cores=1..2', 'real'), /leave out --real/);
    assert.deepEqual(axis('workers=1..2', 'real').values, [1, 2]);
  });

  it('never breaks the terminal', () => {
    assert.throws(
      () => axis('\u001b[31m=1'),
      (error) => error instanceof UsageError && !error.message.includes('\u001b'),
    );
  });

  it('is a table of parameters, each with an example that it accepts', () => {
    for (const name of sweepParameterNames) {
      const { range } = sweepParameters[name as keyof typeof sweepParameters].kind;
      assert.ok(axis(`${name.replace('NAME', 'news')}=${range}`).values.length > 1, name);
    }
  });
});

describe('more sources than there are', () => {
  it('repeat those there are in turn, under names that are free, with their payloads', async () => {
    const loaded = await resolveScenario({
      sources: [
        { name: 'a', latency: 1, payload: { inline: 'of a' } },
        { name: 'a-2', latency: 2, faults: ['error'] },
      ],
    });
    const { scenario, payloads } = withReplicatedSources(loaded, 5);
    assert.deepEqual(
      scenario.sources.map(({ name, latency, faults }) => [name, latency, faults.length]),
      [
        ['a', 1, 0],
        ['a-2', 2, 1],
        ['a-3', 1, 0],
        ['a-2-2', 2, 1],
        ['a-4', 1, 0],
      ],
    );
    assert.equal(payloads.get('a-4'), 'of a');
    assert.deepEqual(withReplicatedSources(loaded, 1).scenario, loaded.scenario);
  });
});
