import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UsageError } from '#src/model/errors.js';
import { loadScenario, resolveScenario } from '#src/scenario/load.js';
import { overridden, type Overrides } from '#src/scenario/override.js';
import { makePlan } from '#src/scenario/plan.js';
import { scenarioSchema, type Scenario } from '#src/scenario/schema.js';

const { scenario } = await resolveScenario({
  sources: [
    { name: 'weather', latency: '2s', timeout: '9s' },
    { name: 'news', latency: '1.5s', faults: ['slow:2x'] },
  ],
  policies: [
    { type: 'retry', attempts: 7, base: 5 },
    { type: 'cache', ttl: '1s' },
  ],
});

const retry = { type: 'retry', attempts: 2, backoff: 'exponential', base: 100, cap: 10_000, jitter: 'full' };
const cache = { type: 'cache', ttl: 60_000, stale: 0, size: 1000 };
const own = { retry: scenario.policies[0], cache: scenario.policies[1] };

const flags: [what: string, flags: Overrides, read: (changed: Scenario) => unknown, expected: unknown][] = [
  ['--modes', { modes: ['hybrid-barrier'] }, (s) => s.modes, ['hybrid-barrier']],
  ['--question', { question: 'Why?' }, (s) => s.question, 'Why?'],
  ['--city', { city: 'Boston' }, (s) => s.city, 'Boston'],
  ['--seed', { seed: 0 }, (s) => s.seed, 0],
  ['--scale', { scale: 0.1 }, (s) => s.scale, 0.1],
  [
    '--latency, of the sources that it names, the last one where it names one twice',
    {
      latency: [
        { source: 'news', ms: 3 },
        { source: 'news', ms: 4 },
      ],
    },
    (s) => s.sources.map(({ latency }) => latency),
    [2000, 4],
  ],
  ['--infer-cost', { inferCost: 0 }, (s) => s.inference, { cost: 0, faults: [], policies: [] }],
  ['--workers', { workers: 3 }, (s) => s.inference, { cost: 2000, workers: 3, faults: [], policies: [] }],
  ['--timeout', { timeout: 4000 }, (s) => s.limits, { fetchTimeout: 5000, timeout: 4000, connections: 256 }],
  [
    '--fetch-timeout, a source’s own timeout included',
    { fetchTimeout: 700 },
    (s) => [s.limits.fetchTimeout, ...s.sources.map(({ timeout }) => timeout)],
    [700, 700, 700],
  ],
  [
    '--fail-source, after the source’s own faults',
    { failSource: ['news', 'news=slow:1s'] },
    (s) => s.sources.map(({ faults }) => faults),
    [
      [],
      [
        { kind: 'slow', argument: '2x' },
        { kind: 'error', argument: '' },
        { kind: 'slow', argument: '1s' },
      ],
    ],
  ],
  ['--retries, in the place of the scenario’s own', { retries: 2 }, (s) => s.policies, [retry, own.cache]],
  ['--cache-ttl, in the place of the scenario’s own', { cacheTtl: 60_000 }, (s) => s.policies, [own.retry, cache]],
  ['--retries and --cache-ttl, each in its place', { retries: 2, cacheTtl: 60_000 }, (s) => s.policies, [retry, cache]],
  [
    '--quorum and --hedge, outermost and innermost',
    { quorum: 1, hedge: 500 },
    (s) => s.policies.map(({ type }) => type),
    ['quorum', 'retry', 'cache', 'hedge'],
  ],
];

describe('a flag takes the place of the scenario’s value:', () => {
  for (const [what, given, read, expected] of flags) {
    it(what, () => {
      const changed = overridden(scenario, given);
      assert.deepEqual(read(changed), expected);
      assert.deepEqual(
        scenarioSchema.parse(JSON.parse(JSON.stringify(changed))),
        changed,
        'a report could not hold it',
      );
    });
  }

  it('none, and the scenario stays as it is', () => {
    assert.deepEqual(overridden(scenario, {}), scenario);
  });
});

describe('a flag that names', () => {
  for (const [what, given, ...said] of [
    [
      'an unknown source to fail',
      { failSource: ['wether=hang'] },
      '--fail-source wether=hang',
      "unknown source 'wether'",
      "did you mean 'weather'?",
    ],
    [
      'an unknown source to slow down',
      { latency: [{ source: 'mews', ms: 1 }] },
      '--latency mews',
      "unknown source 'mews'",
      "did you mean 'news'?",
    ],
    [
      'an unknown fault',
      { failSource: ['weather=hagn'] },
      '--fail-source weather=hagn',
      "unknown fault 'hagn'",
      "did you mean 'hang'?",
    ],
    [
      'an absurd probability',
      { failSource: ['weather=flaky:7'] },
      '--fail-source weather=flaky:7',
      "not '7'",
      'from 0 to 1',
    ],
    ['nothing to fail', { failSource: [''] }, '--fail-source', "unknown source ''", 'weather'],
    ['a source with control characters', { failSource: ['x\u001b[2J'] }, String.raw`\x1b[2J`],
  ] as const) {
    it(`${what} is refused with flag, value and remedy`, () => {
      assert.throws(
        () => overridden(scenario, given),
        (error) => {
          assert.ok(error instanceof UsageError);
          for (const words of said)
            assert.ok(error.message.includes(words), `"${words}" is missing in: ${error.message}`);
          return true;
        },
      );
    });
  }
});

describe('a plan', () => {
  const options = { clock: 'virtual', runs: 1, cores: undefined, contention: 1 } as const;

  it('has as many cores as the machine and a worker for each where nobody says otherwise', async () => {
    const loaded = await loadScenario('capstone');
    assert.deepEqual(((plan) => [plan.cores, plan.workers])(makePlan(loaded, options, 6)), [6, 6]);
    assert.deepEqual(((plan) => [plan.cores, plan.workers])(makePlan(loaded, { ...options, cores: 64 }, 6)), [64, 64]);
  });

  it('takes the scenario’s workers, even where they outnumber the cores', async () => {
    const loaded = await resolveScenario({ sources: [{ name: 'a', latency: 1 }], inference: { workers: 9 } });
    assert.deepEqual(((plan) => [plan.cores, plan.workers])(makePlan(loaded, { ...options, cores: 2 }, 6)), [2, 9]);
  });

  it('refuses simulated cores on real time and more threads than an operating system bears', async () => {
    const loaded = await resolveScenario({ sources: [{ name: 'a', latency: 1 }], inference: { workers: 300 } });
    assert.throws(() => makePlan(loaded, { ...options, clock: 'real', cores: 2 }, 6), UsageError);
    assert.throws(
      () => makePlan(loaded, { ...options, clock: 'real' }, 6),
      (error: Error) => error instanceof UsageError && /--workers 300: at most 256 .* --virtual/.test(error.message),
    );
    assert.equal(makePlan(loaded, options, 6).workers, 300);
  });
});

describe('--breaker', () => {
  const types = async (policies: object[], given: Overrides): Promise<string[]> => {
    const { scenario: stated } = await resolveScenario({ sources: [{ name: 'a', latency: 1 }], policies } as never);
    return overridden(stated, given).policies.map(({ type }) => type);
  };
  const fallback = { type: 'fallback', payload: 'x' };

  it('stands inside the last fallback, which would hide every failure from it', async () => {
    assert.deepEqual(await types([fallback, { type: 'retry', attempts: 1 }], { breaker: true }), [
      'fallback',
      'circuit-breaker',
      'retry',
    ]);
    assert.deepEqual(await types([{ type: 'retry', attempts: 1 }], { breaker: true, cacheTtl: 5 }), [
      'cache',
      'circuit-breaker',
      'retry',
    ]);
  });

  it('takes the place of the scenario’s own breakers', async () => {
    assert.deepEqual(
      await types(
        [
          fallback,
          { type: 'circuit-breaker', openFor: 1 },
          { type: 'retry', attempts: 1 },
          { type: 'circuit-breaker' },
        ],
        { breaker: true },
      ),
      ['fallback', 'circuit-breaker', 'retry'],
    );
  });
});
