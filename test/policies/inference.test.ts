import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { seedWhere, some, type Inferring } from '../support/inferring.js';

const retry = { type: 'retry' as const, attempts: 2, base: 100, jitter: 'none' as const };
const cut = 'no answer within 1.50 s';

/** Remedies around an inference of two seconds, which begins after a second. */
const cases: Record<string, [Inferring, Partial<Record<string, unknown>>]> = {
  'retry: the next try draws other random numbers, and the answer is clean': [
    { policies: [retry], faults: ['crash%0.5'], seed: seedWhere('crash%0.5', [true, false]), workers: 2 },
    {
      makespanMs: 4100,
      inferences: [
        ['weather', 1000, 2000, 'inference'],
        ['weather', 2100, 4100, 'ok'],
      ],
      pauses: [[2000, 2100, 'ok']],
      errors: [],
      degraded: [],
      completeness: 1,
      status: 'complete',
    },
  ],
  'retry: on the only worker it waits for the one that takes the lost one’s place': [
    { policies: [retry], faults: ['crash%0.5'], seed: seedWhere('crash%0.5', [true, false]) },
    { makespanMs: 4125, pauses: [[2000, 2100, 'ok']], queues: [[2100, 2125, 'ok']] },
  ],
  'retry: pauses grow, and what fails to the end is named with its attempts': [
    { policies: [retry], faults: ['crash'], workers: 3 },
    {
      makespanMs: 4300,
      inferences: [
        ['weather', 1000, 2000, 'inference'],
        ['weather', 2100, 3100, 'inference'],
        ['weather', 3300, 4300, 'inference'],
      ],
      pauses: [
        [2000, 2100, 'ok'],
        [3100, 3300, 'ok'],
      ],
      errors: [['weather', 'inference', 'inference', 3, 4300]],
    },
  ],
  'retry: the deadline ends a pause': [
    { policies: [{ ...retry, attempts: 1, base: 1000 }], faults: ['crash'], timeout: 2500 },
    { makespanMs: 2500, pauses: [[2000, 2500, 'deadline']], errors: [['weather', 'inference', 'deadline', 1, 2500]] },
  ],
  'retry: the budget is one for all sources': [
    {
      policies: [{ ...retry, attempts: 1, budget: 0.5 }],
      faults: ['crash'],
      sources: { weather: 0, news: 100 },
      workers: 4,
    },
    {
      makespanMs: 2100,
      pauses: [[1000, 1100, 'ok']], // one extra try for two inferences
      errors: [
        ['weather', 'inference', 'inference', 2, 2100],
        ['news', 'inference', 'inference', 1, 1100],
      ],
    },
  ],
  'retry: pauses scale with everything else': [
    { policies: [retry], faults: ['crash'], workers: 3, scale: 0.1 },
    {
      makespanMs: 430,
      pauses: [
        [200, 210, 'ok'],
        [310, 330, 'ok'],
      ],
    },
  ],
  'hedge: a copy on a core that is not slow wins, and the first is cancelled': [
    {
      policies: [{ type: 'hedge', after: 2500 }],
      faults: ['slow-core:4x%0.5'],
      seed: seedWhere('slow-core:4x%0.5', [true, false]),
      workers: 2,
    },
    {
      makespanMs: 5500,
      inferences: [
        ['weather', 1000, 5500, 'enough'],
        ['weather', 3500, 5500, 'ok'],
      ],
      errors: [],
      completeness: 1,
    },
  ],
  'hedge: where both copies meet a slow core the first wins': [
    {
      policies: [{ type: 'hedge', after: 2500 }],
      faults: ['slow-core:4x%0.5'],
      seed: seedWhere('slow-core:4x%0.5', [true, true]),
      workers: 2,
    },
    {
      makespanMs: 9000,
      inferences: [
        ['weather', 1000, 9000, 'ok'],
        ['weather', 3500, 9000, 'enough'],
      ],
    },
  ],
  'hedge: a copy that finds no worker waits in vain, and has one for no time at all': [
    {
      policies: [{ type: 'hedge', after: 2500 }],
      faults: ['slow-core:4x%0.5'],
      seed: seedWhere('slow-core:4x%0.5', [true, false]),
    },
    {
      makespanMs: 9000,
      queues: [[3500, 9000, 'ok']],
      inferences: [
        ['weather', 1000, 9000, 'ok'],
        ['weather', 9000, 9000, 'enough'],
      ],
    },
  ],
  'hedge: an inference that is not late is not asked for twice': [
    { policies: [{ type: 'hedge', after: 2001 }], workers: 2 },
    { makespanMs: 3000, inferences: [['weather', 1000, 3000, 'ok']] },
  ],
  'hedge: a crash calls for the copy at once': [
    {
      policies: [{ type: 'hedge', after: 2500 }],
      faults: ['crash%0.5'],
      seed: seedWhere('crash%0.5', [true, false]),
      workers: 2,
    },
    {
      makespanMs: 4000,
      inferences: [
        ['weather', 1000, 2000, 'inference'],
        ['weather', 2000, 4000, 'ok'],
      ],
      errors: [],
    },
  ],
  'hedge: a copy that is stuck holds the answer up until its worker is ended': [
    {
      policies: [{ type: 'hedge', after: 1500 }],
      faults: ['stuck%0.5'],
      seed: seedWhere('stuck%0.5', [true, false]),
      workers: 2,
    },
    {
      makespanMs: 4570,
      inferences: [
        ['weather', 1000, 4570, 'enough'],
        ['weather', 2500, 4500, 'ok'],
      ],
      errors: [],
    },
  ],
  'timeout: ends the inference, and names itself': [
    { policies: [{ type: 'timeout', after: 1500 }] },
    {
      makespanMs: 2500,
      inferences: [['weather', 1000, 2500, 'timeout']],
      errors: [['weather', 'inference', 'timeout', 1, 2500]],
      messages: [cut],
    },
  ],
  'timeout: the wait for a worker counts': [
    { policies: [{ type: 'timeout', after: 2500 }], sources: { weather: 0, news: 0 } },
    {
      makespanMs: 2500,
      queues: [[0, 2000, 'ok']],
      inferences: [
        ['weather', 0, 2000, 'ok'],
        ['news', 2000, 2500, 'timeout'],
      ],
    },
  ],
  'timeout: leaves the queue when it strikes there': [
    { policies: [{ type: 'timeout', after: 2500 }], sources: { weather: 0, news: 10 }, faults: ['stuck'] },
    {
      makespanMs: 2570,
      queues: [[10, 2510, 'timeout']],
      inferences: [['weather', 0, 2570, 'timeout']],
    },
  ],
  'timeout: of a worker that is stuck it is the grace later': [
    { policies: [{ type: 'timeout', after: 1500 }], faults: ['stuck'] },
    { makespanMs: 2570, inferences: [['weather', 1000, 2570, 'timeout']], messages: [cut] },
  ],
  'rate limit: inferences begin no faster than it lets them': [
    {
      policies: [{ type: 'rate-limit', limit: 1, per: 1000 }],
      sources: { weather: [0, 100], news: [0, 100], mail: [500, 100] },
      workers: 3,
    },
    {
      makespanMs: 2100,
      inferences: [
        ['weather', 0, 100, 'ok'],
        ['news', 1000, 1100, 'ok'],
        ['mail', 2000, 2100, 'ok'],
      ],
      limits: [
        ['news', 0, 1000, 'ok'],
        ['mail', 500, 2000, 'ok'],
      ],
      queues: [],
      completeness: 1,
    },
  ],
  'rate limit: one that rejects makes no attempt': [
    {
      policies: [{ type: 'rate-limit', limit: 1, per: 1000, whenFull: 'reject' }],
      sources: { weather: [0, 100], news: [400, 100] },
    },
    { makespanMs: 400, errors: [['news', 'inference', 'rejected', 0, 400]], messages: ['more than 1 call in 1.00 s'] },
  ],
  'rate limit: a retry around it comes back when it said': [
    {
      policies: [retry, { type: 'rate-limit', limit: 1, per: 1000, whenFull: 'reject' }],
      sources: { weather: [0, 100], news: [400, 100] },
    },
    { makespanMs: 1100, pauses: [[400, 1000, 'ok']], errors: [] },
  ],
  'bulkhead: so many run at once, so many wait, and the next is rejected': [
    { policies: [{ type: 'bulkhead', limit: 1, queue: 1 }], sources: { weather: 0, news: 0, mail: 0 }, workers: 3 },
    {
      makespanMs: 4000,
      inferences: [
        ['weather', 0, 2000, 'ok'],
        ['news', 2000, 4000, 'ok'],
      ],
      limits: [['news', 0, 2000, 'ok']],
      errors: [['mail', 'inference', 'rejected', 0, 0]],
      messages: ['1 call running and 1 waiting already'],
    },
  ],
  'bulkhead: the deadline ends the wait for it': [
    {
      policies: [{ type: 'bulkhead', limit: 1, queue: 1 }],
      sources: { weather: 0, news: 0 },
      workers: 3,
      timeout: 1500,
    },
    {
      makespanMs: 1500,
      limits: [['news', 0, 1500, 'deadline']],
      errors: [
        ['weather', 'inference', 'deadline', 1, 1500],
        ['news', 'inference', 'deadline', 0, 1500],
      ],
    },
  ],
};

describe('around inference,', () => {
  for (const [what, [options, expected]] of Object.entries(cases)) {
    it(what, async () => {
      assert.deepEqual(await some(options, expected as never), expected);
    });
  }
});
