import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { reportSchema, run } from '#src/index.js';
import { makespanOf } from '#src/analysis/timeline.js';
import { UsageError } from '#src/model/errors.js';
import { Scope } from '#src/model/scope.js';
import { recordedRunsOf, replay, type RecordedRuns } from '#src/experiments/what-if/replay.js';
import { setOf, type Change } from '#src/experiments/what-if/change.js';
import { changesOf } from '#src/experiments/what-if/what-if-report.js';
import { simulate, type Simulated } from '#src/experiments/run/simulate.js';
import { resolveScenario } from '#src/scenario/load.js';
import { editedByHand } from '../../support/changed-by-hand.js';
import { randomCase, type RandomCase } from '../../support/random-scenarios.js';

const cases = 200;
const within = new Scope();
const none: readonly Change[] = [];

/** Makespan and completeness of each run. */
type Outcomes = readonly (readonly [makespanMs: number, completeness: number])[];
const outcomeOf = ({ spans, answer }: Simulated): Outcomes[number] => [makespanOf(spans), answer.completeness];

/** What a report of a simulated case would hold of it. Undefined where the scenario contradicts itself. */
async function recorded(
  { scenario, mode, world }: RandomCase,
  clock: 'real' | 'virtual',
  runs: number,
): Promise<RecordedRuns | undefined> {
  const loaded = await possible(() => resolveScenario(scenario));
  if (loaded === undefined) return undefined;
  const measured = await simulate(loaded, { mode, ...world, within, runs }, ({ spans, answer }) => ({
    spans,
    result: answer,
  }));
  return recordedRunsOf({ clock, world, scenario: loaded.scenario }, { mode, runs: measured });
}

/** The scenario as changed by hand, run for itself. Undefined where that contradicts itself. */
async function truth(
  { scenario, mode, world }: RandomCase,
  changes: readonly Change[],
  runs: number,
): Promise<Outcomes | undefined> {
  const edited = changes.reduce(editedByHand, { scenario, mode, cores: world.cores });
  const loaded = await possible(() => resolveScenario(JSON.parse(JSON.stringify(edited.scenario))));
  if (loaded === undefined) return undefined;
  const workers = loaded.scenario.inference.workers ?? edited.cores;
  return simulate(
    loaded,
    { mode: edited.mode, cores: edited.cores, workers, contention: world.contention, within, runs },
    outcomeOf,
  );
}

/** Undefined where a UsageError says that it cannot be. */
async function possible<T>(making: () => Promise<T>): Promise<T | undefined> {
  try {
    return await making();
  } catch (thrown) {
    if (thrown instanceof UsageError) return undefined;
    throw thrown;
  }
}

describe('what-if of simulated runs', () => {
  it(`is exactly what the scenario comes to that is changed by hand, for ${cases} random ones`, async () => {
    let [done, moved] = [0, 0];
    for (let number = 0; done < cases; number++) {
      const drawn = randomCase(number);
      const runs = 1 + (number % 3);
      const recording = await recorded(drawn, 'virtual', runs);
      if (recording === undefined) continue;
      const unchanged = await replay(recording, none, within, outcomeOf);
      assert.deepEqual(unchanged, await truth(drawn, none, runs), `${number}, unchanged`);
      const changed = await possible(() => replay(recording, drawn.changes, within, outcomeOf));
      assert.deepEqual(
        changed,
        await truth(drawn, drawn.changes, runs),
        `${number}, ${drawn.changes.map(setOf).join(' ')}`,
      );
      if (changed === undefined) continue;
      done++;
      if (String(changed) !== String(unchanged)) moved++;
    }
    assert.ok(moved > cases / 2, `only ${moved} of the changes moved anything`);
  });

  it('is so of a report that was written and read, with changes as --set takes them', async () => {
    let done = 0;
    for (let number = 0; done < 10; number++) {
      const drawn = randomCase(number);
      const { cores, contention } = drawn.world;
      const expected =
        (await possible(() => resolveScenario(drawn.scenario))) && (await truth(drawn, drawn.changes, 2));
      if (expected === undefined) continue;
      const report = await run(
        { ...drawn.scenario, modes: [drawn.mode] },
        { virtual: true, cores, contention, runs: 2 },
      );
      const read = reportSchema.parse(JSON.parse(JSON.stringify(report)));
      const mode = read.modes[0]!;
      const changes = changesOf(read, mode.mode, drawn.changes.map(setOf));
      assert.deepEqual(
        await replay(recordedRunsOf(read, mode), changes, within, outcomeOf),
        expected,
        `${number}, ${drawn.changes.map(setOf).join(' ')}`,
      );
      done++;
    }
  });

  it('is exact where a model server infers, with a second model for when it fails', async () => {
    const inference = {
      type: 'openai',
      url: 'http://localhost:9',
      model: 'large',
      fallbackModel: 'small',
      concurrency: 2,
    } as const;
    for (let number = 0; number < 40; number++) {
      const drawn = randomCase(number, { plain: true });
      const sources = drawn.scenario.sources.map(({ name, latency = 0 }) => ({ name, latency }));
      const remote = {
        ...drawn,
        scenario: {
          ...drawn.scenario,
          sources,
          inference: { ...inference, modelFaults: ['error%0.5', 'slow:2x%0.3'] },
        },
      };
      const changes = drawn.changes.filter(
        ({ part }) => part === 'gone' || part === 'more' || part === 'timeout' || part === 'mode',
      );
      const recording = (await recorded(remote, 'virtual', 2))!;
      assert.deepEqual(
        await replay(recording, changes, within, outcomeOf),
        await truth(remote, changes, 2),
        `${number}`,
      );
    }
  });

  it('takes what was measured, whatever the scenario says of it', async () => {
    for (let number = 0; number < cases; number++) {
      const drawn = randomCase(number, { plain: true });
      const patient = { ...drawn, scenario: { ...drawn.scenario, limits: { timeout: '1h', fetchTimeout: '1h' } } };
      const recording = (await recorded(patient, 'real', 3))!;
      const { scenario } = recording.runConfig;
      const wrong = { ...scenario, sources: scenario.sources.map((source) => ({ ...source, latency: 7, cost: 7 })) };
      // A timeout would cut off what was not measured to its end, and one more source would draw latencies of its own.
      const changes = patient.changes.filter(
        ({ part }) => part !== 'timeout' && part !== 'fetch-timeout' && part !== 'more',
      );
      const replayed = await replay(
        { ...recording, runConfig: { ...recording.runConfig, scenario: wrong } },
        changes,
        within,
        outcomeOf,
      );
      const expected = (await truth(patient, changes, 3))!;
      for (const [i, [ms]] of replayed.entries())
        assert.ok(Math.abs(ms - expected[i]![0]) < 1e-4, `${number}: ${ms} for ${expected[i]![0]} ms`);
    }
  });
});
