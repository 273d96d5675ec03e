import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { run, type Report, type ScenarioInput } from '#src/index.js';
import { shuffled } from '#src/experiments/run/rounds.js';
import { spreadOf } from '#src/experiments/run/spread.js';

const varied: ScenarioInput = {
  sources: [{ name: 'a', latency: { type: 'lognormal', median: 100, p95: 300 } }],
  inference: { cost: 50 },
  modes: ['sequential', 'concurrent', 'hybrid'],
};
const simulated = { virtual: true, cores: 2 } as const;

const rising = (a: number, b: number): number => a - b;

describe('rounds', () => {
  it('have every mode once each, in orders of their own that the seed repeats', async () => {
    const heard: string[] = [];
    const once = async (): Promise<string> => {
      heard.length = 0;
      await run(varied, {
        ...simulated,
        runs: 8,
        listener: { runBegins: (mode, index) => heard.push(`${index} ${mode}`) },
      });
      return String(heard);
    };
    const first = await once();
    for (let round = 0; round < 8; round++) {
      const inRound = heard.slice(round * 3, round * 3 + 3);
      assert.deepEqual(
        inRound.toSorted(),
        ['concurrent', 'hybrid', 'sequential'].map((mode) => `${round} ${mode}`),
      );
    }
    assert.ok(
      new Set(
        Array.from({ length: 8 }, (_, round) =>
          String(heard.slice(round * 3, round * 3 + 3).map((one) => one.slice(2))),
        ),
      ).size > 1,
    );
    assert.equal(await once(), first);
  });

  it('of one run keep the scenario’s order', async () => {
    const heard: string[] = [];
    await run(varied, { ...simulated, listener: { runBegins: (mode) => heard.push(mode) } });
    assert.deepEqual(heard, varied.modes);
  });

  it('shuffle evenly: each mode comes first about equally often', () => {
    const first = new Map<string, number>();
    for (let round = 0; round < 3000; round++) {
      const [mode] = shuffled(['a', 'b', 'c'], 7, round);
      first.set(mode!, (first.get(mode!) ?? 0) + 1);
    }
    // five standard deviations
    for (const times of first.values()) assert.ok(Math.abs(times - 1000) < 130, `${times} of 3000`);
  });

  it('lose and double nobody', () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), fc.nat(), fc.nat(), (items, seed, round) =>
        assert.deepEqual(shuffled(items, seed, round).toSorted(rising), items.toSorted(rising)),
      ),
    );
  });

  it('for warming up are run before and not kept', async () => {
    const heard: number[] = [];
    const cached: ScenarioInput = { ...varied, modes: ['sequential'], policies: [{ type: 'cache', ttl: '24h' }] };
    const report = await run(cached, {
      ...simulated,
      runs: 2,
      warmup: 3,
      listener: { runBegins: (_mode, index) => heard.push(index) },
    });
    assert.deepEqual(heard, [-3, -2, -1, 0, 1]);
    assert.deepEqual(
      report.modes.map(({ runs }) => runs.map(({ makespanMs }) => makespanMs)),
      [[50, 50]],
      'the cache is warm',
    );
  });
});

describe('a mode that takes turns with others', () => {
  const stateful: ScenarioInput = {
    sources: [{ name: 'a', latency: 1000, faults: ['error@5s..9s'] }],
    inference: { cost: 500, faults: ['slow-core:2x@2s..4s'] },
    policies: [
      { type: 'cache', ttl: '2s' },
      { type: 'circuit-breaker', threshold: 1, openFor: '1s' },
    ],
  };

  it('meets caches, circuits and windows as if it had the world to itself', async () => {
    const together = await run(
      { ...stateful, modes: ['sequential', 'hybrid', 'parallel'] },
      { ...simulated, runs: 12 },
    );
    for (const { mode, runs } of together.modes) {
      const alone = await run({ ...stateful, modes: [mode] }, { ...simulated, runs: 12 });
      assert.deepEqual(
        runs.map(({ makespanMs, result }) => [makespanMs, result.errors.map(({ kind }) => kind)]),
        alone.modes[0]!.runs.map(({ makespanMs, result }) => [makespanMs, result.errors.map(({ kind }) => kind)]),
      );
      assert.deepEqual(
        runs.map(({ spans }) => spans),
        alone.modes[0]!.runs.map(({ spans }) => spans),
      );
    }
    const kinds = new Set(
      together.modes.flatMap(({ runs }) => runs.flatMap(({ result }) => result.errors.map(({ kind }) => kind))),
    );
    assert.deepEqual([...kinds].toSorted(), ['error', 'rejected'], 'fault and circuit were met');
    const inferring = new Set(together.modes.flatMap(({ runs }) => runs.map(({ result }) => result.timing.inferMs)));
    assert.deepEqual(
      [...inferring].toSorted((a, b) => a - b),
      [0, 500, 1000],
      'the slow core was met',
    );
  });
});

describe('a precision', () => {
  it('is reached when half the widest interval is within its share of the median', async () => {
    const spreads: (number | undefined)[] = [];
    const report = await run(varied, {
      ...simulated,
      runs: 1000,
      precision: 0.1,
      listener: { roundEnds: (_rounds, spread) => spreads.push(spread) },
    });
    const rounds = report.modes[0]!.runs.length;
    assert.ok(rounds > 20 && rounds < 1000, `${rounds} rounds`);
    assert.deepEqual(
      spreads.slice(0, 5),
      [undefined, undefined, undefined, undefined, undefined],
      'five runs make no interval',
    );
    assert.ok(spreads.at(-1)! <= 0.1 && spreads.slice(5, -1).every((spread) => spread! > 0.1));
    for (const { statistics } of report.modes) {
      const { interval, median } = statistics['makespan']!;
      assert.ok((interval!.high - interval!.low) / 2 / median <= 0.11); // drawn with more resamples
    }
  });

  it('of what does not vary is reached with the sixth run', async () => {
    const report = await run(
      { sources: [{ name: 'a', latency: 10 }], inference: { cost: 1 } },
      { ...simulated, runs: 50, precision: 0.01 },
    );
    assert.deepEqual(
      report.modes.map(({ runs }) => runs.length),
      [6, 6, 6, 6],
    );
  });

  it('is that of the mode that varies most, or of the figures that gates judge by an interval', async () => {
    const report = await run({ ...varied, modes: ['sequential', 'hybrid'] }, { ...simulated, runs: 30 });
    const only = (mode: string): Report => ({ ...report, modes: report.modes.filter((one) => one.mode === mode) });
    const gatedBy = (...gates: string[]): number | undefined =>
      spreadOf({ ...report, clock: 'real', scenario: { ...report.scenario, gates } });
    assert.equal(spreadOf(report), Math.max(spreadOf(only('sequential'))!, spreadOf(only('hybrid'))!));
    assert.equal(gatedBy('hybrid.makespan <= 1s'), spreadOf(only('hybrid')));
    assert.equal(
      gatedBy('hybrid.completeness == 1', 'virtual.hybrid.makespan <= 1s'),
      spreadOf(report),
      'what is counted or simulated has no interval',
    );
    assert.notEqual(gatedBy('hybrid.makespan.p90 <= 1s'), gatedBy('hybrid.makespan <= 1s'));
    assert.equal(
      spreadOf({ ...report, modes: report.modes.map((mode) => ({ ...mode, runs: mode.runs.slice(0, 5) })) }),
      undefined,
    );
  });
});
