import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { run, type ScenarioInput } from '#src/index.js';
import { summary } from '#src/render/run/summary.js';

/** What the summary says one more of would save, of a run on simulated cores. */
async function oneMore(
  scenario: ScenarioInput | 'capstone',
  cores: number,
  whatIf = true,
): Promise<string | undefined> {
  const text = summary(await run(scenario, { virtual: true, cores, whatIf })).join(' ');
  return /A \S+ (?:core|worker) would save .*?\)\./u.exec(text)?.[0];
}

describe('the summary of a run', () => {
  it('says what one more core would save, where it would save something', async () => {
    assert.equal(await oneMore('capstone', 2), 'A third core would save 0.50 s (hybrid, simulated).');
    assert.equal(await oneMore('capstone', 3), undefined);
  });

  it('says what one more worker would save where cores stand idle', async () => {
    const sources: ScenarioInput['sources'] = [
      { name: 'a', latency: 10 },
      { name: 'b', latency: 50 },
    ];
    const scenario = { sources, inference: { cost: 100, workers: 1 } };
    assert.match(
      (await oneMore(scenario, 4)) ?? '',
      /^A second worker would save 60(?:\.0)? ms \(hybrid, simulated\)\.$/u,
    );
  });

  it('says nothing of it where what-if was not computed', async () => {
    assert.equal(await oneMore('capstone', 2, false), undefined);
  });
});
