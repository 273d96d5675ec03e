import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { some, type Inferring } from '../support/inferring.js';

/**
 * Pairs of remedies around inference in both orders. An inference of two seconds begins after one, and a crash ends it
 * after half of its work.
 */

const retry = { type: 'retry' as const, attempts: 1, base: 100, jitter: 'none' as const };
const cheaper = { type: 'model-fallback' as const, cost: 500 };
const hedge = { type: 'hedge' as const, after: 500 };
const bulkhead = { type: 'bulkhead' as const, limit: 1 };
const timeout = { type: 'timeout' as const, after: 1500 };
const workers = 4;

const cases: Record<string, [Inferring, Partial<Record<string, unknown>>]> = {
  'retry around model fallback: the cheaper one answers before there is anything to try again': [
    { policies: [retry, cheaper], faults: ['crash@..1500ms'], workers },
    {
      makespanMs: 2500,
      inferences: [
        ['weather', 1000, 2000, 'inference'],
        ['weather', 2000, 2500, 'ok'],
      ],
      degraded: [['weather', 'model']],
      completeness: 0,
    },
  ],
  'model fallback around retry: the cheaper one is not needed where another try succeeds': [
    { policies: [cheaper, retry], faults: ['crash@..1500ms'], workers },
    {
      makespanMs: 4100,
      inferences: [
        ['weather', 1000, 2000, 'inference'],
        ['weather', 2100, 4100, 'ok'],
      ],
      degraded: [],
      errors: [],
      completeness: 1,
    },
  ],
  'retry around model fallback: tries both again when both have failed, and a good first one is clean': [
    { policies: [retry, cheaper], faults: ['crash@..2200ms'], workers },
    {
      makespanMs: 4350,
      inferences: [
        ['weather', 1000, 2000, 'inference'],
        ['weather', 2000, 2250, 'inference'],
        ['weather', 2350, 4350, 'ok'],
      ],
      degraded: [],
      errors: [],
      completeness: 1,
    },
  ],
  'model fallback around retry: the cheaper one comes after the last try': [
    { policies: [cheaper, retry], faults: ['crash@..2200ms'], workers },
    {
      makespanMs: 3600,
      inferences: [
        ['weather', 1000, 2000, 'inference'],
        ['weather', 2100, 3100, 'inference'],
        ['weather', 3100, 3600, 'ok'],
      ],
      degraded: [['weather', 'model']],
      errors: [['weather', 'inference', 'inference', 3, 3600]],
    },
  ],
  'model fallback around retry: a try for which the time is too short is not made': [
    { policies: [cheaper, retry], faults: ['crash@..1500ms'], workers, timeout: 4100 },
    {
      makespanMs: 2600,
      pauses: [[2000, 2100, 'ok']],
      degraded: [['weather', 'model']],
      errors: [['weather', 'inference', 'rejected', 2, 2600]],
    },
  ],
  'timeout around retry: all tries and pauses together have the time': [
    { policies: [timeout, retry], faults: ['crash@..1500ms'], workers },
    {
      makespanMs: 2500,
      inferences: [
        ['weather', 1000, 2000, 'inference'],
        ['weather', 2100, 2500, 'timeout'],
      ],
      errors: [['weather', 'inference', 'timeout', 2, 2500]],
    },
  ],
  'retry around timeout: each try has the time, and what it cuts off is tried again': [
    { policies: [retry, timeout], faults: ['slow-core:2x@..1500ms'], sources: { weather: [1000, 1200] }, workers },
    {
      makespanMs: 3800,
      inferences: [
        ['weather', 1000, 2500, 'timeout'],
        ['weather', 2600, 3800, 'ok'],
      ],
      errors: [],
    },
  ],
  'hedge around bulkhead: the copy is rejected, and the first one waited for': [
    { policies: [hedge, bulkhead], workers },
    { makespanMs: 3000, inferences: [['weather', 1000, 3000, 'ok']], errors: [] },
  ],
  'hedge around bulkhead: the place of one that crashed is free for the copy': [
    { policies: [{ ...hedge, after: 1800 }, bulkhead], faults: ['crash@..1500ms'], workers },
    {
      makespanMs: 4000,
      inferences: [
        ['weather', 1000, 2000, 'inference'],
        ['weather', 2000, 4000, 'ok'],
      ],
      errors: [],
    },
  ],
  'bulkhead around hedge: both copies share the place of the inference, and the next source has none': [
    { policies: [bulkhead, hedge], sources: { weather: 1000, news: 1700 }, faults: ['slow-core:4x@..1200ms'], workers },
    {
      makespanMs: 3500,
      inferences: [
        ['weather', 1000, 3500, 'enough'],
        ['weather', 1500, 3500, 'ok'],
      ],
      errors: [['news', 'inference', 'rejected', 0, 1700]],
    },
  ],
  'timeout around model fallback: nothing answers after the time is over': [
    { policies: [timeout, cheaper], workers },
    {
      makespanMs: 2500,
      inferences: [['weather', 1000, 2500, 'timeout']],
      errors: [['weather', 'inference', 'timeout', 1, 2500]],
      degraded: [],
    },
  ],
  'timeout around model fallback: both share the time where the first fails early': [
    { policies: [timeout, cheaper], faults: ['crash@..1500ms'], sources: { weather: [1000, 1400] }, workers },
    {
      makespanMs: 2200,
      inferences: [
        ['weather', 1000, 1700, 'inference'],
        ['weather', 1700, 2200, 'ok'],
      ],
      degraded: [['weather', 'model']],
    },
  ],
  'model fallback around timeout: the cheaper one answers for what was cut off, with the whole time again': [
    { policies: [cheaper, timeout], workers },
    {
      makespanMs: 3000,
      inferences: [
        ['weather', 1000, 2500, 'timeout'],
        ['weather', 2500, 3000, 'ok'],
      ],
      errors: [['weather', 'inference', 'timeout', 2, 3000]],
      degraded: [['weather', 'model']],
    },
  ],
};

describe('two remedies around inference, one around the other:', () => {
  for (const [what, [options, expected]] of Object.entries(cases)) {
    it(what, async () => {
      assert.deepEqual(await some(options, expected as never), expected);
    });
  }
});
