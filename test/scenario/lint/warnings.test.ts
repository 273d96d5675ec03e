import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lintWarnings } from '#src/scenario/lint/lint.js';
import { builtInNames, loadScenario, resolveScenario } from '#src/scenario/load.js';
import { overridden, type Overrides } from '#src/scenario/override.js';
import type { ScenarioInput } from '#src/scenario/schema.js';
import { scenario } from '../../support/two-sources.js';

const warningsOf = async (input: ScenarioInput, flags: Overrides = {}): Promise<string[]> =>
  lintWarnings(overridden((await resolveScenario(input)).scenario, flags));

const retry = { type: 'retry', attempts: 3, jitter: 'none', base: '100ms' } as const;

const warned: [what: string, input: ScenarioInput, said: string][] = [
  [
    'an order by cost where all cost the same',
    { ...scenario([]), inference: { cost: '1s', policies: [{ type: 'dispatch', order: 'longest-first' }] } },
    'inference.policies.0.order: longest-first is the same as fifo, as every inference costs 1.00 s; give sources a ' +
      'cost of their own',
  ],
  [
    'a breaker that a fallback hides every failure from',
    scenario([{ type: 'circuit-breaker' }, { type: 'fallback', payload: 'x' }]),
    'policies.0: no failure reaches this circuit-breaker, as the payload of policies.1 stands in for each; put it ' +
      'inside of that',
  ],
  [
    'retries around a source’s own fallback',
    scenario([{ type: 'retry', attempts: 1 }], [{ type: 'fallback', payload: 'x' }]),
    'policies.0: no failure reaches this retry, as the payload of sources.0.policies.0 stands in for each; put it ' +
      'inside of that',
  ],
  [
    'a hedge that waits too long while it learns',
    scenario([{ type: 'hedge', after: { quantile: 0.9, first: '30s' } }]),
    'policies.0.after.first: until ten latencies are known no copy is due, as 30.00 s is no less than the 5.00 s of ' +
      'limits.fetchTimeout; make it shorter',
  ],
  [
    'a timeout of inference later than the query’s',
    { ...scenario([]), inference: { policies: [{ type: 'timeout', after: '16s' }] } },
    'inference.policies.0.after: a timeout of 16.00 s changes nothing, as limits.timeout ends the query after 15.00 ' +
      's; make it shorter',
  ],
  [
    'a quorum that must have every source',
    scenario([{ type: 'quorum', count: 1, sources: ['weather', 'news'] }]),
    'policies.0.sources: a quorum that must have all 2 sources changes nothing; name fewer',
  ],
  [
    'a quorum with too long a grace',
    scenario([{ type: 'quorum', count: 1, grace: '20s' }]),
    'policies.0.grace: 20.00 s is no less than the 15.00 s of limits.timeout, so the quorum changes nothing; make ' +
      'it shorter',
  ],
  [
    'a quorum of all',
    scenario([{ type: 'quorum', count: 2 }]),
    'policies.0.count: a quorum of all 2 sources changes nothing; lower it',
  ],
  [
    'retries of attempts that may take too long for the query',
    scenario([retry], [], { fetchTimeout: '4s' }),
    'policies.0: the first attempt and its 3 retries take 16.70 s if each lasts the 4.00 s of limits.fetchTimeout, ' +
      'which does not fit into the 15.00 s of limits.timeout; lower attempts, shorten limits.fetchTimeout or make ' +
      'limits.timeout longer',
  ],
  [
    'a retry that may take too long for a timeout around it',
    scenario(
      [{ type: 'timeout', after: '3s' }],
      [
        { type: 'retry', attempts: 1 },
        { type: 'timeout', after: '2s' },
      ],
    ),
    'sources.0.policies.0: the first attempt and its retry take 4.00 s if each lasts the 2.00 s of ' +
      'sources.0.policies.1.after, which does not fit into the 3.00 s of policies.0.after; lower attempts, shorten ' +
      'sources.0.policies.1.after or make policies.0.after longer',
  ],
  [
    'retries of a source with a long timeout of its own, said once for all sources',
    {
      ...scenario([{ type: 'retry', attempts: 2 }]),
      sources: ['a', 'b', 'c'].map((name) => ({ name, latency: 1, timeout: '6s' })),
    },
    'policies.0: the first attempt and its 2 retries take 18.00 s if each lasts the 6.00 s of sources.0.timeout, ' +
      'which does not fit into the 15.00 s of limits.timeout; lower attempts, shorten sources.0.timeout or make ' +
      'limits.timeout longer',
  ],
  [
    'a timeout later than the attempt’s own',
    scenario([{ type: 'timeout', after: '6s' }]),
    'policies.0.after: a timeout of 6.00 s changes nothing, as limits.fetchTimeout ends an attempt after 5.00 s; ' +
      'make it shorter, or that longer',
  ],
  [
    'a timeout as long as the attempt’s own, inside all else',
    {
      ...scenario([retry]),
      sources: [{ name: 'weather', latency: 1, timeout: '1s', policies: [{ type: 'timeout', after: '1s' }] }],
    },
    'sources.0.policies.0.after: a timeout of 1.00 s changes nothing, as sources.0.timeout ends an attempt after ' +
      '1.00 s; make it shorter, or that longer',
  ],
  [
    'an adaptive timeout that may grow beyond the attempt’s own',
    scenario([{ type: 'timeout', after: { adaptive: { max: '8s' } } }]),
    'policies.0.after.adaptive.max: 8.00 s is never reached, as limits.fetchTimeout ends an attempt after 5.00 s; ' +
      'make it shorter, or that longer',
  ],
];

const unwarned: [what: string, input: ScenarioInput, flags?: Overrides][] = [
  ['retries of attempts with the default timeout', scenario([retry])],
  [
    'retries of attempts with the default timeout in a short query',
    scenario([{ type: 'retry', attempts: 1 }]),
    { timeout: 4000 },
  ],
  ['an attempt’s default timeout longer than the query', scenario([]), { timeout: 4000 }],
  ['an attempt’s timeout longer than the query', scenario([], [], { fetchTimeout: '20s' })],
  ['retries that just fit', scenario([retry], [], { fetchTimeout: '3575ms' })],
  ['no retry at all', scenario([{ type: 'retry', attempts: 0 }], [], { fetchTimeout: '20s' })],
  [
    'retries of calls that may have to wait for their turn',
    scenario([retry, { type: 'rate-limit', limit: 1 }], [], { fetchTimeout: '4s' }),
  ],
  [
    'an order by the critical path',
    { ...scenario([]), inference: { policies: [{ type: 'dispatch', order: 'critical-path-first' }] } },
  ],
  [
    'retries inside a fallback',
    scenario([
      { type: 'fallback', payload: 'x' },
      { type: 'retry', attempts: 1 },
    ]),
  ],
  [
    'retries around a fallback to another source, which may fail too',
    scenario([
      { type: 'retry', attempts: 1 },
      { type: 'fallback', source: 'news' },
    ]),
  ],
  ['a quorum of some', scenario([{ type: 'quorum', count: 1 }])],
  ['retries of hedged calls', scenario([retry, { type: 'hedge', after: '1s' }], [], { fetchTimeout: '4s' })],
  [
    'a timeout around retries that is longer than an attempt’s',
    scenario([
      { type: 'timeout', after: '9s' },
      { type: 'retry', attempts: 1 },
    ]),
  ],
  ['a timeout just shorter than the attempt’s own', scenario([{ type: 'timeout', after: 4999 }])],
  [
    'a timeout for all that comes too late for one source only',
    {
      ...scenario([{ type: 'timeout', after: '2s' }]),
      sources: [
        { name: 'a', latency: 1, timeout: '1s' },
        { name: 'b', latency: 1 },
      ],
    },
  ],
  [
    'an adaptive timeout with the default maximum',
    scenario([{ type: 'timeout', after: { adaptive: {} } }], [], { fetchTimeout: '2s' }),
  ],
];

describe('a scenario gets a warning of one line with field, reason and remedy for', () => {
  for (const [what, input, said] of warned) {
    it(what, async () => {
      assert.deepEqual(await warningsOf(input), [said]);
    });
  }

  it('what flags make of it', async () => {
    assert.match(
      (await warningsOf(scenario([]), { retries: 2, fetchTimeout: 6000 })).join('\n'),
      /^policies\.0: .* 6\.00 s of limits\.fetchTimeout, .*[^\n]$/,
    );
  });
});

describe('a scenario gets no warning for', () => {
  for (const [what, input, flags] of unwarned) {
    it(what, async () => {
      assert.deepEqual(await warningsOf(input, flags), []);
    });
  }

  it('coming with the package', async () => {
    for (const name of await builtInNames()) {
      const { scenario: builtIn } = await loadScenario(name);
      for (const flags of [{}, { timeout: 4000 }, { breaker: true, cacheTtl: 1000, hedge: 500 }])
        assert.deepEqual(lintWarnings(overridden(builtIn, flags)), [], name);
    }
  });
});
