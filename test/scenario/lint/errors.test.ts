import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UsageError } from '#src/model/errors.js';
import { resolveScenario } from '#src/scenario/load.js';
import type { ScenarioInput } from '#src/scenario/schema.js';
import { scenario } from '../../support/two-sources.js';

const refused: [what: string, input: ScenarioInput, said: string[]][] = [
  [
    'a hedge later than the attempt’s timeout',
    scenario([{ type: 'hedge', after: '6s' }]),
    [
      'policies.0.after',
      'a hedge after 6.00 s is never due',
      'limits.fetchTimeout ends the wait after 5.00 s',
      'make it earlier',
    ],
  ],
  ['a hedge at the very moment of the timeout', scenario([{ type: 'hedge', after: '5s' }]), ['policies.0.after']],
  [
    'a hedge later than the source’s own timeout',
    {
      ...scenario([]),
      sources: [{ name: 'weather', latency: 1, timeout: '1s', policies: [{ type: 'hedge', after: '2s' }] }],
    },
    ['sources.0.policies.0.after', "the source's timeout ends the wait after 1.00 s"],
  ],
  [
    'a hedge later than a timeout inside it',
    scenario([{ type: 'hedge', after: '2s' }], [{ type: 'timeout', after: '1s' }]),
    ['policies.0.after', 'sources.0.policies.0.after ends'],
  ],
  [
    'a hedge later than a timeout around it',
    scenario([
      { type: 'timeout', after: '2s' },
      { type: 'hedge', after: '3s' },
    ]),
    ['policies.1.after', 'policies.0.after ends the wait after 2.00 s'],
  ],
  [
    'a hedge of retries later than the query’s timeout',
    scenario([
      { type: 'hedge', after: '20s' },
      { type: 'retry', attempts: 9 },
    ]),
    ['limits.timeout ends the wait after 15.00 s'],
  ],
  [
    'retries whose pauses alone outlast the query',
    scenario([{ type: 'retry', attempts: 4, base: '4s', backoff: 'constant', jitter: 'none' }]),
    ['policies.0', '4 retries pause for 16.00 s at least', '15.00 s of limits.timeout', 'lower attempts or base'],
  ],
  [
    'retries with half of their pauses by lot that outlast it',
    scenario([{ type: 'retry', attempts: 4, base: '8s', cap: '8s', jitter: 'equal' }]),
    ['16.00 s at least'],
  ],
  [
    'retries that outlast a timeout around them',
    scenario(
      [{ type: 'timeout', after: { adaptive: { max: '300ms' } } }],
      [{ type: 'retry', attempts: 2, jitter: 'none' }],
    ),
    ['sources.0.policies.0', 'pause for 0.30 s at least', 'policies.0.after'],
  ],
  [
    'pauses that begin above their cap',
    scenario([{ type: 'retry', attempts: 1, base: '20s' }]),
    ['policies.0.base', 'at most cap'],
  ],
  [
    'a stand-in that does not exist',
    scenario([{ type: 'fallback', source: 'mews' }]),
    ['policies.0.source', "unknown source 'mews'", "'news'"],
  ],
  [
    'a source in its own place',
    scenario([], [{ type: 'fallback', source: 'weather' }]),
    ['sources.0.policies.0.source', "'weather' cannot stand in for itself", 'retry'],
  ],
  [
    'pools whose members disagree',
    scenario([{ type: 'rate-limit', limit: 5, pool: 'api' }], [{ type: 'rate-limit', limit: 6, pool: 'api' }]),
    ['sources.0.policies.0.pool', "'api'", 'policies.0', 'state it alike'],
  ],
  [
    'a breaker that takes a share for a number',
    scenario([{ type: 'circuit-breaker', threshold: 0.5 }]),
    ['policies.0.threshold', 'over: "count"'],
  ],
];

const accepted: [what: string, input: ScenarioInput][] = [
  ['a hedge just before the timeout', scenario([{ type: 'hedge', after: 4999 }])],
  [
    'a hedge of retries later than an attempt’s timeout',
    scenario([
      { type: 'hedge', after: '8s' },
      { type: 'retry', attempts: 1 },
    ]),
  ],
  [
    'a hedge of calls that may have to wait for their turn',
    scenario([
      { type: 'hedge', after: '8s' },
      { type: 'rate-limit', limit: 1 },
    ]),
  ],
  ['a hedge by quantile', scenario([{ type: 'hedge' }], [{ type: 'timeout', after: '1s' }])],
  ['retries with full jitter, which may pause for nothing', scenario([{ type: 'retry', attempts: 50, base: '10s' }])],
  ['a stand-in for all, the one that it names included', scenario([{ type: 'fallback', source: 'news' }])],
  [
    'sources that stand in for each other',
    {
      ...scenario([]),
      sources: [
        { name: 'a', latency: 1, policies: [{ type: 'fallback', source: 'b' }] },
        { name: 'b', latency: 1, policies: [{ type: 'fallback', source: 'a' }] },
      ],
    },
  ],
  ['a pool that all state alike', scenario([{ type: 'bulkhead', pool: 'api' }], [{ type: 'bulkhead', pool: 'api' }])],
];

describe('a scenario whose remedies contradict each other is refused with field, value and remedy:', () => {
  for (const [what, input, said] of refused) {
    it(what, async () => {
      await assert.rejects(resolveScenario(input), (error) => {
        assert.ok(error instanceof UsageError);
        for (const words of said)
          assert.ok(error.message.includes(words), `"${words}" is missing in: ${error.message}`);
        return true;
      });
    });
  }

  it('each contradiction once, and ten at most', async () => {
    const sources = Array.from({ length: 30 }, (_, i) => ({
      name: `s${i}`,
      latency: 1,
      policies: [{ type: 'hedge' as const, after: '9s' }],
    }));
    await assert.rejects(
      resolveScenario({ sources, policies: [{ type: 'fallback', source: 'nobody' }] }),
      (error: Error) => {
        assert.equal(error.message.split('\n').length, 12);
        assert.match(error.message, /and 21 more$/);
        return true;
      },
    );
  });
});

describe('a scenario is not refused for', () => {
  for (const [what, input] of accepted) {
    it(what, async () => {
      await resolveScenario(input);
    });
  }
});
