/**
 * How near a recording comes: records sources once, simulates what was recorded, measures the scenario itself, and
 * prints the median makespan of each mode beside the other, and beside the simulation of the scenario as it states its
 * sources. `npm run bench:record -- [rounds] [part of a title]`; 50 rounds take about half an hour, most of which is
 * waiting.
 */
import { run, type ModeReport, type ScenarioInput } from '#src/index.js';
import { median } from '#src/lib/statistics/descriptive.js';
import { Scope } from '#src/model/scope.js';
import { coresAvailable } from '#src/machine/environment.js';
import { recordedScenario } from '#src/experiments/record/scenario.js';
import { record } from '#src/experiments/record/record.js';
import { loadScenario, resolveScenario, type LoadedScenario } from '#src/scenario/load.js';
import { makePlan } from '#src/scenario/plan.js';
import { pointedAt } from '#src/server/mock/pointed-at.js';
import { startMock } from '#src/server/mock/start.js';
import { realClock } from '#src/time/real.js';

const [, , count = '50', wanted = ''] = process.argv;
const rounds = Number(count);
/** So that simulation adds no chance of its own. */
const simulatedRuns = 1000;

const lognormal: ScenarioInput = {
  name: 'lognormal',
  sources: [
    { name: 'weather', latency: { type: 'lognormal', median: '600ms', p95: '900ms' } },
    { name: 'news', latency: { type: 'lognormal', median: '400ms', p95: '700ms' } },
    { name: 'knowledge_base', latency: { type: 'lognormal', median: '800ms', p95: '1.1s' } },
  ],
  inference: { cost: '20ms' }, // little, so that who else is on the machine changes little
};

const makespan = ({ runs }: ModeReport): number => median(runs.map(({ makespanMs }) => makespanMs));

/** Records a scenario, simulates the recording, measures the scenario, and prints both. */
async function compared(title: string, loaded: LoadedScenario): Promise<void> {
  if (!title.includes(wanted)) return;
  const plan = makePlan(
    loaded,
    { clock: 'real', runs: rounds, cores: undefined, contention: 1 },
    coresAvailable().available,
  );
  const recording = await record({ plan, withFaults: true, within: new Scope(), progress: () => {} });
  const recorded = JSON.parse(recordedScenario(recording)) as ScenarioInput;
  const simulated = await run(recorded, { virtual: true, contention: 'measured', runs: simulatedRuns });
  const stated = await run(loaded.scenario, { virtual: true, contention: 'measured', runs: rounds });
  const measured = await run(loaded.scenario, { runs: rounds, warmup: 1 });
  console.log(`${title}, ${rounds} rounds\n  mode             stated   recorded    measured  difference`);
  for (const [i, mode] of measured.modes.entries()) {
    const [expected, found] = [makespan(simulated.modes[i]!), makespan(mode)];
    const difference = `${((expected / found - 1) * 100).toFixed(1)} %`;
    const times = [makespan(stated.modes[i]!), expected, found].map((ms) => `${ms.toFixed(1).padStart(8)} ms`).join('');
    console.log(`  ${mode.mode.padEnd(12)}${times}${difference.padStart(12)}`);
  }
}

await compared('sources that are made up', await resolveScenario(lognormal));

for (const input of [await resolveScenario(lognormal), await loadScenario('capstone')]) {
  const loaded = { ...input, scenario: { ...input.scenario, scale: input.scenario.name === 'capstone' ? 0.1 : 1 } };
  const mock = await startMock({ loaded, port: 0, clock: realClock });
  await compared(`${loaded.scenario.name} over HTTP, against the mock`, {
    ...loaded,
    scenario: pointedAt(loaded, mock.url, { every: true }),
  });
  await mock.close();
}
