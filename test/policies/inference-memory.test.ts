import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { InstantEvent } from '#src/model/trace.js';
import { inferring, seedWhere } from '../support/inferring.js';
import { assertIdle, errorsOf, simulator } from '../support/simulate.js';

describe('around inference, what remembers:', () => {
  it('adaptive timeout: its longest until ten inferences were seen, then by the quantile of those', async () => {
    const policies = [{ type: 'timeout' as const, after: { adaptive: { quantile: 0.5, factor: 1.5, max: 10_000 } } }];
    // Ten queries take three seconds each; from then on an inference would take six.
    const simulation = await simulator(inferring({ policies, faults: ['slow-core:3x@30s..'] }), { cores: 1 });
    const makespans: number[] = [];
    for (let index = 0; index < 11; index++) {
      const run = await simulation.run('hybrid', { index });
      makespans.push(run.makespanMs);
      if (index === 10) assert.deepEqual(errorsOf(run), [['weather', 'inference', 'timeout', 1, 4000]]);
    }
    assert.deepEqual(makespans, [...Array<number>(10).fill(3000), 4000]);
    await assertIdle(simulation);
  });

  it('hedge after a quantile: its first value until ten inferences were seen, then by those', async () => {
    const policies = [{ type: 'hedge' as const, after: { quantile: 0.5, first: 5000 } }];
    const seed = seedWhere('slow-core:3x%0.5', [true, false], 10);
    const simulation = await simulator(inferring({ policies, faults: ['slow-core:3x@30s..%0.5'], seed }), { cores: 2 });
    for (let index = 0; index < 10; index++) assert.equal((await simulation.run('hybrid', { index })).makespanMs, 3000);
    // The copy begins after the two seconds that half of them took.
    assert.equal((await simulation.run('hybrid', { index: 10 })).makespanMs, 1000 + 2000 + 2000);
  });

  it('circuit breaker: one for all sources, its changes are instants of inference, and a probe closes it', async () => {
    const policies = [{ type: 'circuit-breaker' as const, threshold: 2, openFor: 5000 }];
    const options = { policies, faults: ['crash@..1s'], sources: { weather: 0, news: 100, mail: 200, files: 1200 } };
    const simulation = await simulator(inferring(options), { cores: 4 });
    const marks: [number, string, string][] = [];
    const listen = (event: { readonly type: string }): void => {
      if (event.type !== 'instant') return;
      const { atMs, name, what } = event as InstantEvent;
      marks.push([atMs, name, what]);
    };
    const first = await simulation.run('hybrid', { listen });
    assert.deepEqual(errorsOf(first), [
      ['weather', 'inference', 'inference', 1, 1000],
      ['news', 'inference', 'inference', 1, 1100],
      ['mail', 'inference', 'inference', 1, 1200],
      ['files', 'inference', 'rejected', 0, 1200],
    ]);
    assert.equal(first.answer.errors[3]!.message, 'the circuit is open for 5.00 s after repeated failures');
    assert.equal(first.makespanMs, 1200);
    await simulation.world.drive(
      () =>
        new Promise<void>((resolve) => {
          simulation.world.clock.after(4900, resolve);
        }),
      () => [],
    );
    // Asked at 6100 is weather, when the five seconds are just over; it is the probe, and the others are refused
    // meanwhile.
    const second = await simulation.run('hybrid', { index: 1, listen });
    assert.deepEqual(Object.keys(second.answer.inferences), ['weather']);
    assert.deepEqual(marks, [
      [1100, 'inference', 'circuit open'],
      [6100, 'inference', 'circuit half-open'],
      [8100, 'inference', 'circuit closed'],
    ]);
    assert.equal((await simulation.run('hybrid', { index: 2, listen })).answer.completeness, 1);
    await assertIdle(simulation);
  });
});
