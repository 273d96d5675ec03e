import { modeNames, type ModeName } from '#src/agent/modes.js';
import type { Report, RunReport } from '#src/index.js';
import { random, standardNormal, type Random } from '#src/lib/random.js';
import { Scope } from '#src/model/scope.js';
import { runReport, withSpeedups } from '#src/results/build.js';
import { shuffled } from '#src/experiments/run/rounds.js';
import { oneRun } from '#src/experiments/run/one-run.js';
import type { LoadedScenario } from '#src/scenario/load.js';
import { inferenceKindOf } from '#src/scenario/derived.js';
import { virtualWorld } from '#src/world/virtual.js';
import { found } from './simulate.js';

/** What disturbs the inferences of a made-up machine. Shares of their time. */
export interface Disturbance {
  /**
   * Between one machine, or one hour, and the next: the same for both sides of a trial that is interleaved. Standard
   * deviation.
   */
  readonly between: number;
  /** Between one run and the next. Standard deviation. */
  readonly within: number;
  /** How many of the runs are hit by something, and by how much of their time on average. */
  readonly tail: { readonly rate: number; readonly mean: number };
  /** How much slower the machine gets from the first run of a trial to the last; half of that as a wave beside it. */
  readonly drift: number;
}

/** The noise of the acceptance test: between machines 2.7 %, within a run 0.5 %, and an idle machine's rare hiccups. */
export const idle: Disturbance = { between: 0.027, within: 0.005, tail: { rate: 0.005, mean: 0.02 }, drift: 0 };
/** The same where other work comes and goes. */
export const busy: Disturbance = { between: 0.027, within: 0.005, tail: { rate: 0.1, mean: 0.1 }, drift: 0.03 };

export interface Trial {
  readonly loaded: LoadedScenario;
  readonly runs: number;
  readonly seed: number;
  readonly noise: Disturbance;
  /** How many times the inferences of the new side cost those of the base. */
  readonly factor?: number;
  /** Milliseconds by which timers fire late, at most. */
  readonly lateMs?: number;
}

const cores = 2;

/**
 * Two reports of a machine that never was, its runs interleaved as `compare --interleaved` does; each is what the
 * simulation makes of that instant.
 */
export async function noisyPair({
  loaded,
  runs,
  seed,
  noise,
  factor = 1,
  lateMs = 1.5,
}: Trial): Promise<[Report, Report]> {
  const draw = random(seed, 'trial');
  const machine = Math.exp(noise.between * standardNormal(draw));
  const competitors = loaded.scenario.modes.flatMap((mode) =>
    [0, 1].map((side) => ({ mode, side, runs: [] as RunReport[] })),
  );
  let turn = 0;
  for (let round = 0; round < runs; round++) {
    for (const competitor of shuffled(competitors, seed, round)) {
      const instant = turn++ / (runs * competitors.length);
      const speed = machine * (1 + noise.drift * (instant + Math.sin(instant * 9) / 2)) * hiccup(noise, draw);
      competitor.runs.push(
        await noisyRun(loaded, competitor.mode, speed * (competitor.side === 1 ? factor : 1), () => lateMs * draw()),
      );
    }
  }
  const side = (which: number): Report =>
    madeUp(
      loaded,
      competitors.filter((one) => one.side === which),
    );
  return [side(0), side(1)];
}

function hiccup({ within, tail }: Disturbance, draw: Random): number {
  return 1 + within * standardNormal(draw) + (draw() < tail.rate ? -tail.mean * Math.log(1 - draw()) : 0);
}

async function noisyRun(
  loaded: LoadedScenario,
  mode: ModeName,
  factor: number,
  late: () => number,
): Promise<RunReport> {
  const { scenario } = loaded;
  const changed = {
    ...scenario,
    inference: { ...scenario.inference, cost: (scenario.inference.cost ?? 0) * factor },
    sources: scenario.sources.map((source) =>
      typeof source.latency === 'number' ? { ...source, latency: source.latency + late() / scenario.scale } : source,
    ),
  };
  const world = virtualWorld(
    { ...loaded, scenario: changed },
    { cores, workers: cores, contention: 1, analyse: () => found },
  );
  const { answer, spans, instants } = await oneRun({
    world,
    agent: world.agent(),
    scenario: changed,
    mode,
    index: 0,
    within: new Scope(),
  });
  const noise = { processCpuMs: null, stealMs: null, othersCpuMs: null };
  const inference = inferenceKindOf(scenario, cores);
  return runReport({ answer, spans, instants, cores, inference, scenario, clock: 'real', predicted: null, noise });
}

/** A report of measured runs that nobody measured. */
export function madeUp(
  { scenario }: LoadedScenario,
  modes: readonly { readonly mode: ModeName; readonly runs: RunReport[] }[],
): Report {
  return {
    kind: 'run',
    schemaVersion: 2,
    tool: { name: 'agent-bench', version: '0.0.0' },
    createdAt: '2026-01-31T12:00:00.000Z',
    clock: 'real',
    environment: {
      node: 'v20.19.0',
      platform: 'linux',
      arch: 'x64',
      cpuModel: 'Example CPU',
      coresAvailable: cores,
      loadAverage: [0, 0, 0],
      memory: 2 ** 33,
      containerQuota: null,
    },
    world: { cores, workers: cores, contention: 1 },
    scenario,
    seed: scenario.seed,
    calibration: { unitsPerCpuMs: 1000, contention: 1, spread: 0.01, coldStartMs: 100 },
    interrupted: false,
    modes: withSpeedups(modes.toSorted((a, b) => modeNames.indexOf(a.mode) - modeNames.indexOf(b.mode))),
    whatIf: null,
    gates: [],
  };
}
