import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UsageError } from '#src/model/errors.js';
import { resolveScenario } from '#src/scenario/load.js';
import { scenarioSchema, type ScenarioInput } from '#src/scenario/schema.js';
import { simulate } from '../support/simulate.js';

const durationRemedy = 'expected a duration from 0 to 24h, as in 1500ms, 1.5s or 2m';
const one = { name: 'a', latency: 1 };
const source = (change: object): object => ({ sources: [{ ...one, ...change }] });
const scenario = (change: object): object => ({ sources: [one], ...change });

/** What is refused, and what the line must say: the field, the value, the remedy. */
const refusals: [what: string, input: unknown, ...said: string[]][] = [
  ['a negative duration', source({ latency: -5 }), 'sources.0.latency', 'not -5', durationRemedy],
  ['a negative duration in words', source({ latency: '-5s' }), 'sources.0.latency', 'not "-5s"', durationRemedy],
  ['a duration that is no number', source({ latency: Number.NaN }), 'sources.0.latency', 'not NaN', durationRemedy],
  [
    'an endless duration',
    source({ latency: Number.POSITIVE_INFINITY }),
    'sources.0.latency',
    'not Infinity',
    durationRemedy,
  ],
  ['an absurd duration', source({ latency: '9999h' }), 'sources.0.latency', 'not "9999h"', durationRemedy],
  ['a duration that is none', source({ latency: 'soon' }), 'sources.0.latency', 'not "soon"', durationRemedy],
  ['a duration of another type', source({ latency: true }), 'sources.0.latency', 'not true', durationRemedy],
  ['an empty duration', source({ latency: '' }), 'sources.0.latency', 'not ""', durationRemedy],
  ['no latency', { sources: [{ name: 'a' }] }, 'sources.0.latency', 'it is missing', durationRemedy],
  ['a timeout of nothing', source({ timeout: 0 }), 'sources.0.timeout', 'a duration above zero', 'not 0'],
  [
    'a timeout that is none',
    source({ timeout: 'soon' }),
    'sources.0.timeout: expected a duration above zero and up to 24h',
    'not "soon"',
  ],
  ['an overall timeout of nothing', scenario({ limits: { timeout: '0s' } }), 'limits.timeout', 'a duration above zero'],
  ['a negative cost', scenario({ inference: { cost: -1 } }), 'inference.cost', 'not -1', durationRemedy],
  ['an unknown field', scenario({ moeds: ['hybrid'] }), "unknown field 'moeds'", "did you mean 'modes'?"],
  [
    'an unknown field of a source',
    source({ latncy: 3 }),
    "sources.0: unknown field 'latncy'",
    "did you mean 'latency'?",
  ],
  [
    'an unknown field of inference',
    scenario({ inference: { cots: 3 } }),
    "inference: unknown field 'cots'",
    "did you mean 'cost'?",
  ],
  [
    'an unknown field of a payload',
    source({ payload: { fixtur: 'weather' } }),
    "sources.0.payload: unknown field 'fixtur'",
    "did you mean 'fixture'?",
  ],
  [
    'two payloads at once',
    source({ payload: { fixture: 'weather', inline: 3 } }),
    'sources.0.payload',
    'exactly one of fixture, file and inline',
  ],
  [
    'an unknown distribution',
    source({ latency: { type: 'unifrm', min: 1, max: 2 } }),
    "sources.0.latency.type: unknown type 'unifrm'",
    "did you mean 'uniform'?",
  ],
  [
    'a range upside down',
    source({ latency: { type: 'uniform', min: 3, max: 2 } }),
    'sources.0.latency',
    'min to be at most max',
    '"min":3,"max":2',
  ],
  [
    'a lognormal upside down',
    source({ latency: { type: 'lognormal', median: 3, p95: 2 } }),
    'sources.0.latency',
    'median to be at most p95',
  ],
  [
    'a distribution with a part missing',
    source({ latency: { type: 'uniform', min: 1 } }),
    'sources.0.latency.max',
    'it is missing',
    durationRemedy,
  ],
  [
    'a negative end of a range',
    source({ latency: { type: 'uniform', min: -1, max: 2 } }),
    'sources.0.latency.min',
    'not -1',
  ],
  [
    'no percentiles',
    source({ latency: { type: 'empirical', percentiles: {} } }),
    'sources.0.latency.percentiles',
    'at least one percentile',
  ],
  [
    'a percentile above 100',
    source({ latency: { type: 'empirical', percentiles: { 200: 3 } } }),
    'sources.0.latency.percentiles',
    'from 0 to 100',
    'not 200',
  ],
  [
    'percentiles that fall',
    source({ latency: { type: 'empirical', percentiles: { 9: 30, 50: 20 } } }),
    'sources.0.latency.percentiles',
    'do not fall',
  ],
  [
    'a percentile twice',
    source({ latency: { type: 'empirical', percentiles: { 50: 3, '50.0': 3, 90: 4 } } }),
    'sources.0.latency.percentiles: expected each percentile once, not 50, 90, 50.0',
  ],
  [
    'weights whose sum is endless',
    source({ latency: { type: 'mixture', parts: [{ weight: 1e308, latency: 3 }] } }),
    'sources.0.latency.parts.0.weight',
    '<=1000000',
    'not 1e+308',
  ],
  [
    'a negative weight',
    source({ latency: { type: 'mixture', parts: [{ weight: -1, latency: 3 }] } }),
    'sources.0.latency.parts.0.weight',
    'not -1',
  ],
  ['a mixture of nothing', source({ latency: { type: 'mixture', parts: [] } }), 'sources.0.latency.parts', 'not 0'],
  [
    'a bad duration in a mixture',
    source({ latency: { type: 'mixture', parts: [{ weight: 1, latency: 'x' }] } }),
    'sources.0.latency.parts.0.latency',
    'not "x"',
    durationRemedy,
  ],
  [
    'a mixture in a mixture',
    source({ latency: { type: 'mixture', parts: [{ weight: 1, latency: { type: 'mixture', parts: [] } }] } }),
    "unknown type 'mixture'",
    'there is fixed, uniform',
  ],
  ['an unknown mode', scenario({ modes: ['hybird'] }), "modes.0: unknown mode 'hybird'", "did you mean 'hybrid'?"],
  ['a mode that is no text', scenario({ modes: [3] }), 'modes.0: expected string, not 3'],
  ['no modes', scenario({ modes: [] }), 'modes', 'not 0'],
  ['a mode twice', scenario({ modes: ['hybrid', 'hybrid'] }), 'modes: expected each mode once, not hybrid, hybrid'],
  [
    'an unknown fault',
    source({ faults: ['hagn'] }),
    "sources.0.faults.0: unknown fault 'hagn'",
    "did you mean 'hang'?",
  ],
  [
    'a fault that only JavaScript knows',
    source({ faults: ['constructor'] }),
    "unknown fault 'constructor'",
    'there is error, hang, slow, flaky, burst',
  ],
  [
    'an absurd probability',
    source({ faults: ['flaky:2'] }),
    'sources.0.faults.0',
    "not '2'",
    'flaky:0.2 (from 0 to 1)',
  ],
  ['a probability that is none', source({ faults: ['flaky:often'] }), "not 'often'", 'flaky:0.2 (from 0 to 1)'],
  [
    'a slow fault without an argument',
    source({ faults: ['slow'] }),
    "fault 'slow' is written slow:DURATION|FACTORx",
    "not ''",
  ],
  ['a fault that makes a source faster', source({ faults: ['slow:0.5x'] }), "not '0.5x'", 'a factor from 1 to 1000'],
  ['a fault that lasts for years', source({ faults: ['slow:99999h'] }), "not '99999h'", 'up to 24h'],
  ['an argument where there is none', source({ faults: ['hang:3'] }), "fault 'hang' takes no argument, not '3'"],
  [
    'a fault in parts with a wrong one',
    source({ faults: [{ kind: 'slow', argument: 'x' }] }),
    'sources.0.faults.0',
    "not 'x'",
  ],
  [
    'a fault of an unknown source',
    scenario({ faults: ['b=hang'] }),
    'faults b=hang',
    "unknown source 'b'",
    "did you mean 'a'?",
  ],
  [
    'an unknown fault of a known source',
    scenario({ faults: ['a=hagn'] }),
    'faults a=hagn',
    "unknown fault 'hagn'",
    "did you mean 'hang'?",
  ],
  [
    'more faults than a report can hold',
    { sources: [{ ...one, faults: Array.from({ length: 20 }, () => 'slow:1ms') }], faults: ['a=hang'] },
    "21 faults of source 'a'",
    'at most 20',
  ],
  [
    'an unknown fixture',
    source({ payload: { fixture: 'wether' } }),
    "source 'a': unknown fixture 'wether'",
    "did you mean 'weather'?",
  ],
  ['a payload file that is missing', source({ payload: { file: 'nope.json' } }), 'nope.json', 'it does not exist'],
  [
    'two sources of one name',
    { sources: [one, { ...one, latency: 2 }] },
    "sources.1.name: 'a' is the name of sources.0 already",
    'names must differ',
  ],
  [
    'two sources whose names print alike',
    {
      sources: [
        { ...one, name: '\\x1ba' },
        { ...one, name: '\u001ba' },
      ],
    },
    "sources.1.name: '\\x1ba' is printed like the name of sources.0",
    'names must differ in print',
  ],
  ['zero sources', { sources: [] }, 'sources: expected at least one source', 'not 0'],
  ['no sources at all', {}, 'sources: expected array; it is missing'],
  [
    '10,001 sources',
    { sources: Array.from({ length: 10_001 }, (_, i) => ({ name: `s${i}`, latency: 1 })) },
    'sources: expected at most 10000 sources',
    'not 10,001',
  ],
  ['a source called __proto__', source({ name: '__proto__' }), 'sources.0.name', "'__proto__'", 'choose another name'],
  [
    'a field called __proto__',
    JSON.parse('{"sources":[{"name":"a","latency":1}],"__proto__":{}}'),
    "unknown field '__proto__'",
  ],
  ['a source without a name', { sources: [{ latency: 3 }] }, 'sources.0.name', 'it is missing'],
  ['a source with an empty name', source({ name: '' }), 'sources.0.name', 'not ""'],
  ['zero workers', scenario({ inference: { workers: 0 } }), 'inference.workers', 'not 0'],
  ['one and a half workers', scenario({ inference: { workers: 1.5 } }), 'inference.workers', 'not 1.5'],
  ['a negative seed', scenario({ seed: -1 }), 'seed', 'not -1'],
  ['a scale of nothing', scenario({ scale: 0 }), 'scale', 'not 0'],
  [
    'an unknown policy',
    scenario({ policies: [{ type: 'retrry' }] }),
    "policies.0.type: unknown type 'retrry'",
    "did you mean 'retry'?",
  ],
  [
    'a policy without a type',
    scenario({ policies: [{ attempts: 1 }] }),
    'policies.0.type',
    'missing; expected bulkhead, cache, circuit-breaker, fallback, hedge, rate-limit, retry, timeout',
  ],
  ['negative attempts', scenario({ policies: [{ type: 'retry', attempts: -1 }] }), 'policies.0.attempts', 'not -1'],
  [
    'a cache of no time',
    scenario({ policies: [{ type: 'cache', ttl: 0 }] }),
    'policies.0.ttl',
    'a duration above zero',
  ],
  ['an array', [], 'top level: expected object, not []'],
  ['nothing', null, 'top level: expected object, not null'],
];

describe('a scenario is refused in words for', () => {
  for (const [what, input, ...said] of refusals) {
    it(what, async () => {
      await assert.rejects(resolveScenario(input as ScenarioInput), (error) => {
        assert.ok(error instanceof UsageError, String(error));
        for (const words of said)
          assert.ok(error.message.includes(words), `"${words}" is missing in: ${error.message}`);
        return true;
      });
    });
  }

  it('every mistake in it, each on its line, up to ten', async () => {
    const sources = Array.from({ length: 15 }, (_, i) => ({ name: `s${i}`, latency: -1 }));
    await assert.rejects(resolveScenario({ sources }), (error: Error) => {
      const lines = error.message.split('\n');
      assert.equal(lines.length, 12);
      assert.match(lines[10]!, /^ {2}sources\.9\.latency: /);
      assert.match(lines[11]!, /and 5 more/);
      return true;
    });
  });

  it('fields and values of any length in lines that can be read', async () => {
    const long = 'x'.repeat(100_000);
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`field-${i}`, 1]));
    const percentiles = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`${i + 101}`, 1]));
    for (const input of [
      source({ latency: { type: 'empirical', percentiles } }),
      source({ latency: { type: long } }),
      source({ latency: long }),
      scenario({ [long]: 1 }),
      scenario(many),
      scenario({ modes: [long], seed: { a: Array.from({ length: 100_000 }, () => long) } }),
    ]) {
      await assert.rejects(resolveScenario(input as ScenarioInput), (error: Error) => {
        for (const line of error.message.split('\n')) assert.ok(line.length < 1100, `${line.length} characters`);
        return error instanceof UsageError;
      });
    }
  });

  it('names with control characters, which it does not print', async () => {
    const odd = {
      sources: [
        { ...one, name: 'a\u001b[31m' },
        { ...one, name: 'a\u001b[31m' },
      ],
      'mo\u0007de': 1,
    };
    await assert.rejects(resolveScenario(odd), (error: Error) => {
      assert.ok(error.message.includes(String.raw`'a\x1b[31m' is the name of sources.0`));
      assert.ok(error.message.includes(String.raw`mo\x07de`));
      // oxlint-disable-next-line no-control-regex
      assert.doesNotMatch(error.message, /[\u0000-\u0009\u000b-\u001f]/);
      return true;
    });
  });
});

describe('a scenario', () => {
  it('needs only its sources, and a source only a name and a latency', async () => {
    const minimal: ScenarioInput = {
      name: 'mine',
      sources: [{ name: 'a', latency: '730ms' }],
      inference: { cost: '640ms' },
    };
    const { makespanMs, answer } = await simulate(minimal, 'hybrid');
    assert.equal(makespanMs, 1370);
    const payload = answer.sources['a']?.ok === true ? answer.sources['a'].payload : undefined;
    assert.match(JSON.stringify(payload), /^"a was asked: What should I know before I travel to New York this week\? /);
  });

  it('has the capstone’s values for what it leaves out', () => {
    const parsed = scenarioSchema.parse({ sources: [{ name: 'a', latency: 1 }] });
    assert.deepEqual(parsed.inference, { cost: 2000, faults: [], policies: [] });
    assert.deepEqual(parsed.limits, { fetchTimeout: 5000, timeout: 15_000, connections: 256 });
    assert.deepEqual(parsed.modes, ['sequential', 'concurrent', 'parallel', 'hybrid']);
    assert.deepEqual([parsed.policies, parsed.faults, parsed.sources[0]?.faults], [[], [], []]);
    assert.deepEqual([parsed.seed, parsed.scale, parsed.city], [1, 1, 'New York']);
  });

  it('takes durations as people write them, everywhere', () => {
    const parsed = scenarioSchema.parse({
      sources: [
        {
          name: 'a',
          latency: {
            type: 'mixture',
            parts: [
              { weight: 97, latency: '0.5s' },
              { weight: 3, latency: { type: 'normal', mean: '1m 30s', sd: 20 } },
            ],
          },
          timeout: '2m',
        },
      ],
      inference: { cost: '1.5s' },
      limits: { fetchTimeout: 250, timeout: '1h' },
      policies: [
        { type: 'cache', ttl: '60s' },
        { type: 'retry', attempts: 1, base: '50ms', cap: '2s' },
      ],
    });
    assert.deepEqual(parsed.sources[0]?.latency, {
      type: 'mixture',
      parts: [
        { weight: 97, latency: 500 },
        { weight: 3, latency: { type: 'normal', mean: 90_000, sd: 20 } },
      ],
    });
    assert.equal(parsed.sources[0]?.timeout, 120_000);
    assert.equal(parsed.inference.cost, 1500);
    assert.deepEqual(parsed.limits, { fetchTimeout: 250, timeout: 3_600_000, connections: 256 });
    assert.deepEqual(parsed.policies, [
      { type: 'cache', ttl: 60_000, stale: 0, size: 1000 },
      { type: 'retry', attempts: 1, backoff: 'exponential', base: 50, cap: 2000, jitter: 'full' },
    ]);
  });
});
