import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aggregate } from '#src/agent/query.js';
import type { Outcome } from '#src/model/outcome.js';
import { query } from '../support/fetching.js';
import { found } from '../support/simulate.js';

const failure = { kind: 'timeout', message: 'late', attempts: 2, elapsedMs: 70 } as const;
const fetched = (source: string): Outcome['fetched'] => ({
  source,
  ok: true,
  payload: 'text',
  costMs: 0,
  cached: false,
  degraded: undefined,
  attempts: 1,
  startMs: 0,
  elapsedMs: 10,
});
const answered = (source: string): Outcome => ({ fetched: fetched(source), inference: found, error: undefined });
const notFetched = (source: string): Outcome => ({
  fetched: { source, ok: false, error: failure },
  inference: undefined,
  error: undefined,
});
const degraded = { by: 'payload', error: failure } as const;
const stoodIn = (source: string): Outcome => ({
  ...answered(source),
  fetched: { ...fetched(source), degraded } as Outcome['fetched'],
});
const notInferred = (source: string): Outcome => ({
  fetched: fetched(source),
  inference: undefined,
  error: { ...failure, kind: 'inference' },
});

describe('the answer', () => {
  for (const [what, outcomes, status, completeness, errors] of [
    ['of which all is there is complete', [answered('a'), answered('b')], 'complete', 1, []],
    ['without one fetch is partial', [answered('a'), notFetched('b')], 'partial', 1 / 2, ['b fetch timeout']],
    [
      'without one inference is partial',
      [notInferred('a'), answered('b'), answered('c')],
      'partial',
      2 / 3,
      ['a inference inference'],
    ],
    [
      'with something that stood in for a source is partial',
      [stoodIn('a'), answered('b')],
      'partial',
      1 / 2,
      ['a fetch timeout'],
    ],
    [
      'with something that stood in for an inference is partial',
      [{ ...answered('a'), degraded: { ...degraded, by: 'model' } }],
      'partial',
      0,
      ['a inference timeout'],
    ],
    [
      'without the inference on what stood in for a source names the inference',
      [{ ...notInferred('a'), fetched: stoodIn('a').fetched }, answered('b')],
      'partial',
      1 / 2,
      ['a inference inference'],
    ],
    [
      'without anything is failed',
      [notFetched('a'), notInferred('b')],
      'failed',
      0,
      ['a fetch timeout', 'b inference inference'],
    ],
  ] as const) {
    it(what, () => {
      const answer = aggregate(query, outcomes);
      assert.equal(answer.status, status);
      assert.equal(answer.success, status !== 'failed');
      assert.equal(answer.completeness, completeness);
      assert.deepEqual(
        answer.errors.map((error) => `${error.source} ${error.stage} ${error.kind}`),
        errors,
      );
      assert.deepEqual(
        Object.keys(answer.sources),
        outcomes.map((outcome) => outcome.fetched.source),
      );
      assert.equal(answer.query, query.question);
    });
  }

  it('keeps sources whose names mean something to JavaScript', () => {
    const names = ['constructor', 'toString', 'hasOwnProperty', '1'];
    const { sources, inferences } = aggregate(query, names.map(answered));
    assert.deepEqual(Object.keys(sources).toSorted(), names.toSorted());
    assert.deepEqual(Object.keys(inferences).toSorted(), names.toSorted());
  });
});
