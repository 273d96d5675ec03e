/**
 * How near the real path comes to the simulated one: capstone over HTTP against a mock in a process of its own, mode by
 * mode, and how far apart 200 sources that are asked at once arrive there. Prints ratios; judges nothing. `--quick` is
 * ten times faster, `--idle` leaves out the CPU time of inference, for machines on which others are busy, and a number
 * says how many runs.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { coresAvailable } from '#src/machine/environment.js';
import { Scope } from '#src/model/scope.js';
import type { Report } from '#src/results/documents/run.js';
import { runPlan } from '#src/experiments/run/run-plan.js';
import { loadScenario, resolveScenario, type LoadedScenario } from '#src/scenario/load.js';
import { makePlan } from '#src/scenario/plan.js';
import type { ScenarioInput } from '#src/scenario/schema.js';
import { matchingScenario } from '#src/server/mock/matching-scenario.js';
import { startMock } from '#src/server/mock/start.js';
import { realClock } from '#src/time/real.js';

const many = 200;
/** Long enough that none has answered when the last one comes. */
const crowd: ScenarioInput = {
  name: 'crowd',
  sources: Array.from({ length: many }, (_, i) => ({ name: `source-${i + 1}`, latency: '2s' })),
  inference: { cost: 0 },
  modes: ['hybrid'],
};

async function loadedOf(which: string, scale: number): Promise<LoadedScenario> {
  const loaded = which === 'crowd' ? await resolveScenario(crowd) : await loadScenario('capstone');
  const { inference } = loaded.scenario;
  return {
    ...loaded,
    scenario: { ...loaded.scenario, scale, inference: which === 'idle' ? { ...inference, cost: 0 } : inference },
  };
}

/** The server's side, in a process of its own: tells its URL, then, when asked, when its requests came. */
async function serve(which: string, scale: number): Promise<void> {
  const beganMs: number[] = [];
  const loaded = await loadedOf(which, scale);
  const mock = await startMock({
    loaded,
    port: 0,
    clock: realClock,
    log: ({ ms }) => beganMs.push(realClock.now() - ms),
  });
  process.on('message', () => process.send!(beganMs));
  process.send!(mock.url);
}

/**
 * Runs a scenario over HTTP against a mock of its own. Gives the report and when the server got each request, in its
 * milliseconds.
 */
async function against(which: string, scale: number, runs: number): Promise<{ report: Report; beganMs: number[] }> {
  const server = fork(process.argv[1]!, ['--serve', which, String(scale)]);
  const [url] = (await once(server, 'message')) as [string];
  const input = JSON.parse(matchingScenario(await loadedOf(which, scale), url)) as ScenarioInput;
  const plan = makePlan(
    await resolveScenario(input),
    { clock: 'real', runs, cores: undefined, contention: 1 },
    coresAvailable().available,
  );
  const report = await runPlan(plan, new Scope(), {});
  server.send('begun');
  const [beganMs] = (await once(server, 'message')) as [number[]];
  server.kill();
  return { report, beganMs };
}

async function measure(which: string, scale: number, runs: number): Promise<void> {
  const { report } = await against(which, scale, runs);
  for (const { mode, runs: all } of report.modes) {
    const sorted = all.map(({ makespanMs }) => makespanMs).toSorted((a, b) => a - b);
    const predictedMs = all[0]!.predictedMs!;
    const median = sorted[Math.floor(sorted.length / 2)]!;
    const worst = Math.max(...sorted.map((ms) => Math.abs(ms / predictedMs - 1)));
    const latencies = new Map(report.scenario.sources.map(({ name, latency }) => [name, Number(latency) * scale]));
    const late = all.flatMap(({ spans }) =>
      spans
        .filter(({ kind }) => kind === 'fetch')
        .map(({ name, startMs, endMs }) => endMs - startMs - latencies.get(name)!),
    );
    const others = Math.max(...all.map(({ othersCpuMs }) => othersCpuMs ?? 0));
    const lost = all.some(({ result }) => result.completeness < 1) ? ', not complete' : '';
    console.log(
      `${mode.padEnd(16)} ${median.toFixed(1).padStart(9)} ms measured, ${predictedMs.toFixed(1).padStart(9)} ms ` +
        'simulated: ' +
        `${(median / predictedMs).toFixed(4)}, at worst ${(worst * 100).toFixed(2)} % off in ${sorted.length}${lost}; ` +
        `fetches end ${Math.max(...late).toFixed(1)} ms late at most; other processes took ${others.toFixed(0)} ms ` +
        'of CPU at most',
    );
  }
  for (const round of [1, 2, 3]) {
    const { report: crowded, beganMs } = await against('crowd', 1, 1);
    const run = crowded.modes[0]!.runs[0]!;
    const starts = run.spans.filter(({ kind }) => kind === 'attempt').map(({ startMs }) => startMs);
    console.log(
      `${beganMs.length} sources at once, round ${round}: they start within ${spread(starts).toFixed(1)} ms and ` +
        `arrive within ${spread(beganMs).toFixed(1)} ms; ` +
        `other processes took ${(run.othersCpuMs ?? 0).toFixed(0)} ms of CPU`,
    );
  }
}

function spread(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values);
}

const words = process.argv.slice(2);
if (words[0] === '--serve') await serve(words[1]!, Number(words[2]));
else {
  const runs = Number(words.find((word) => /^\d+$/.test(word)) ?? 1);
  await measure(words.includes('--idle') ? 'idle' : 'capstone', words.includes('--quick') ? 0.1 : 1, runs);
}
