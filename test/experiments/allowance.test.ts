import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Scope } from '#src/model/scope.js';
import { plainStyle } from '#src/render/style.js';
import { allowanceMs, checkInvariants, invariants } from '#src/experiments/resilience/invariants.js';
import { faultLattice } from '#src/experiments/resilience/lattice.js';
import { resilience } from '#src/experiments/resilience/resilience.js';
import { resolveScenario } from '#src/scenario/load.js';
import { makePlan } from '#src/scenario/plan.js';
import type { ScenarioInput } from '#src/scenario/schema.js';
import { markdownOf } from '#src/render/markdown.js';
import { resilienceBlocks } from '#src/render/resilience/blocks.js';
import { textOf } from '#src/render/text.js';

const machine = { cores: 2, workers: 2 };
const quiet = { within: new Scope(), progress() {} };
const [timely] = invariants;

/**
 * Sources that never answer in time, so that every case lasts until the query's timeout of a second or what keeps it
 * from striking.
 */
const late = (input: Partial<ScenarioInput>): ScenarioInput => ({
  sources: [
    { name: 'a', latency: '20s' },
    { name: 'b', latency: '100ms' },
  ],
  inference: { cost: '10ms', faults: ['slow-core:2x'] },
  limits: { timeout: '1s', fetchTimeout: '30s' },
  ...input,
});
const stuck = { cost: '10ms', faults: ['stuck'] };

const cases: [what: string, input: Partial<ScenarioInput>, allowed: number][] = [
  ['nothing', {}, 0],
  ['a stuck worker: the grace until it is ended', { inference: stuck }, 70],
  ['a stuck worker now and then', { inference: { ...stuck, faults: ['stuck%0.9'] } }, 70],
  ['a stuck worker in a scaled scenario: the grace is the machine’s', { inference: stuck, scale: 0.5 }, 70],
  ['a block that is over before the timeout', { blockLoop: ['400ms@500ms'] }, 0],
  ['a block that ends at the timeout', { blockLoop: ['500ms@500ms'] }, 0],
  ['a block that straddles the timeout', { blockLoop: ['600ms@900ms'] }, 500],
  ['a block that straddles it, scaled', { blockLoop: ['600ms@900ms'], scale: 0.5 }, 250],
  ['blocks whose time comes during each other', { blockLoop: ['300ms@600ms', '300ms@700ms', '1s'] }, 600],
  ['a block that begins at the timeout', { blockLoop: ['600ms@1s'] }, 0],
  ['a block that begins while another one straddles the timeout', { blockLoop: ['200ms@900ms', '5s@1050ms'] }, 100],
  ['a block past the timeout, and a stuck worker', { blockLoop: ['600ms@900ms'], inference: stuck }, 570],
  ['a block during the grace of a stuck worker', { blockLoop: ['200ms@1050ms'], inference: stuck }, 250],
  ['a block at the end of the grace', { blockLoop: ['200ms@1070ms'], inference: stuck }, 270],
  ['a block after the grace', { blockLoop: ['200ms@1071ms'], inference: stuck }, 70],
];

describe('the answer comes no later than the overall timeout, and the invariant allows for', () => {
  for (const [what, input, allowed] of cases) {
    it(`${what} (${allowed} ms)`, async () => {
      const loaded = await resolveScenario(late(input));
      const { scenario } = loaded;
      assert.equal(allowanceMs(scenario), allowed);
      const { worst, byFailures, invariants: found } = await faultLattice(loaded, { ...machine, ...quiet });
      const latestMs = Math.max(...byFailures.map(({ maxMakespanMs }) => maxMakespanMs));
      assert.equal(latestMs, 1000 * scenario.scale + allowed, 'exactly what the query then takes');
      assert.equal(found.find(({ name }) => name === timely)!.broken, 0);
      const result = (makespanMs: number) => ({ ...worst.result, makespanMs });
      assert.deepEqual(checkInvariants(scenario, worst.states, result(latestMs), worst.result), []);
      assert.deepEqual(
        checkInvariants(scenario, worst.states, result(latestMs + 0.001), worst.result),
        [timely],
        'and no more',
      );
    });
  }

  it('a report says how much, in JSON, in the terminal and in Markdown, and only where it is any', async () => {
    const made = async (input: Partial<ScenarioInput>) => {
      const plan = makePlan(
        await resolveScenario(late(input)),
        { clock: 'virtual', runs: 1, cores: 2, contention: 1 },
        2,
      );
      const report = await resilience({ plan, target: ['late'], runs: 20, tune: undefined, confirm: 0, ...quiet });
      return {
        allowed: report.lattice.allowanceMs,
        text: textOf(resilienceBlocks(report), plainStyle(60)),
        markdown: markdownOf(resilienceBlocks(report)),
      };
    };
    const some = await made({ inference: stuck });
    assert.equal(some.allowed, 70);
    assert.match(
      some.text,
      /^holds {2}the answer .* overall timeout,\n {7}save for 70 ms that stuck workers or a blocked event\n {7}loop may add \(16 of 16\)\n/m,
    );
    assert.match(
      some.markdown,
      /- holds \(16 of 16\): .* overall timeout, save for 70 ms that stuck workers or a blocked event loop may add\n/,
    );
    const none = await made({});
    assert.equal(none.allowed, 0);
    for (const text of [none.text, none.markdown]) assert.ok(!text.includes('save for'));
  });
});
