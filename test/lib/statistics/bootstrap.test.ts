import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bootstrapChange, bootstrapExcess, bootstrapInterval, bootstrapPaired } from '#src/lib/statistics/bootstrap.js';
import { medianInterval } from '#src/lib/statistics/median-interval.js';
import { random, standardNormal } from '#src/lib/random.js';
import { mean, median, quantileOfSorted, type Interval } from '#src/lib/statistics/descriptive.js';

/** Latencies about a median of 100 with a long tail, others for each trial. */
function latencies(count: number, trial: number, typical = 100): number[] {
  const draw = random(11, 'latencies', trial);
  return Array.from({ length: count }, () => typical * Math.exp(standardNormal(draw) / 4));
}

const holds = ({ low, high }: Interval, value: number): boolean => low <= value && value <= high;
const width = ({ low, high }: Interval): number => high - low;

function shareOfTrials(trials: number, passes: (trial: number) => boolean): number {
  return Array.from({ length: trials }, (_, trial) => passes(trial)).filter(Boolean).length / trials;
}

function assertBetween(value: number, low: number, high: number): void {
  assert.ok(low <= value && value <= high, `${value} is not between ${low} and ${high}`);
}

describe('a bootstrap interval', () => {
  it('repeats exactly by its seed, whatever the order of the values, and leaves them as they were', () => {
    const values = latencies(30, 1);
    const before = [...values];
    const interval = bootstrapInterval(values, { seed: 1 });
    assert.deepEqual(bootstrapInterval(values.toReversed(), { seed: 1 }), interval);
    assert.notDeepEqual(bootstrapInterval(values, { seed: 2 }), interval);
    assert.deepEqual(values, before);
  });

  it('holds the median in about 95 of 100 trials', () => {
    const share = shareOfTrials(400, (trial) =>
      holds(bootstrapInterval(latencies(25, trial), { seed: trial, resamples: 1000 }), 100),
    );
    assertBetween(share, 0.9, 0.985);
  });

  it('holds the change of the median in about 95 of 100 trials', () => {
    const share = shareOfTrials(400, (trial) => {
      const change = bootstrapChange(latencies(25, trial), latencies(25, trial + 1000, 120), {
        seed: trial,
        resamples: 1000,
      });
      return holds(change, 0.2);
    });
    assertBetween(share, 0.9, 0.985);
  });

  it('of the excess over a multiple lies on the same side of 0 as that of the change does of the multiple', () => {
    for (const factor of [1, 1.05, 1.2, 1.5]) {
      const [base, next] = [latencies(25, 1), latencies(25, 2, 120)];
      const excess = bootstrapExcess(base, next, factor, { seed: 1 });
      const change = bootstrapChange(base, next, { seed: 1 });
      assert.deepEqual([excess.low > 0, excess.high < 0], [change.low > factor - 1, change.high < factor - 1]);
    }
    assert.deepEqual(bootstrapExcess([0, 0, 0], [2, 2, 2], 1.5, { seed: 1 }), { low: 2, high: 2 });
  });

  it('of pairs holds what each gains, and knows that both draw the same numbers', () => {
    const base = latencies(30, 1);
    const next = base.map((value) => value - 10);
    const interval = bootstrapPaired(base, next, { seed: 1 });
    assertBetween(interval.low, 9.999, 10.001);
    assertBetween(interval.high, 9.999, 10.001);
    assert.deepEqual(bootstrapPaired(base, next, { seed: 1 }), interval);
    const share = shareOfTrials(300, (trial) => {
      const before = latencies(25, trial);
      const after = before.map((value, i) => value - latencies(25, trial + 5000, 20)[i]!);
      return holds(bootstrapPaired(before, after, { seed: trial, resamples: 500 }), 20);
    });
    assertBetween(share, 0.88, 1);
  });

  it('of the mean is about as wide as the normal one', () => {
    const draw = random(3);
    const values = Array.from({ length: 400 }, () => standardNormal(draw));
    const { low, high } = bootstrapInterval(values, { seed: 1, statistic: mean });
    assertBetween(low - mean(values), (-1.96 / 20) * 1.15, (-1.96 / 20) * 0.85);
    assertBetween(high - mean(values), (1.96 / 20) * 0.85, (1.96 / 20) * 1.15);
  });

  it('is narrower with more values and wider with more confidence', () => {
    const few = bootstrapInterval(latencies(20, 1), { seed: 1 });
    const many = bootstrapInterval(latencies(500, 1), { seed: 1 });
    assert.ok(width(many) < width(few) / 2);
    assert.ok(width(bootstrapInterval(latencies(20, 1), { seed: 1, confidence: 0.99 })) > width(few));
  });

  it('gives the statistic its values in rising order', () => {
    const statistic = (sorted: readonly number[]): number => {
      assert.deepEqual(
        sorted,
        sorted.toSorted((a, b) => a - b),
      );
      return quantileOfSorted(sorted, 0.9);
    };
    const { low, high } = bootstrapInterval(latencies(40, 1), { seed: 1, resamples: 50, statistic });
    assert.ok(100 < low && low < high);
  });

  it('is the value itself where all are equal, and NaN where there are none', () => {
    assert.deepEqual(bootstrapInterval([7, 7, 7], { seed: 1 }), { low: 7, high: 7 });
    assert.deepEqual(bootstrapChange([4, 4, 4], [5, 5, 5], { seed: 1 }), { low: 0.25, high: 0.25 });
    assert.deepEqual(bootstrapInterval([], { seed: 1 }), { low: Number.NaN, high: Number.NaN });
  });

  it('of many values agrees with the exact one', () => {
    const values = latencies(1000, 1);
    const exact = medianInterval(values)!;
    const bootstrapped = bootstrapInterval(values, { seed: 1 });
    assert.ok(holds(exact, median(values)) && holds(bootstrapped, median(values)));
    assertBetween(width(bootstrapped) / width(exact), 0.8, 1.25);
  });
});
