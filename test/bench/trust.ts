/**
 * How far the verdicts of `agent-bench compare` can be trusted: how often it cries wolf where nothing has changed
 * (A/A), and how often it finds what has. `node dist-test/bench/trust.js [trials]`, 500 by default, makes up the noise:
 * machines that differ by 2.7 %, runs by 0.5 %, heavy tails and drift. With `--real` it measures a scenario at small
 * scale on this machine instead, while another process keeps a core busy by turns, and draws the trials from those
 * runs.
 */
import { spawn } from 'node:child_process';
import type { Comparison, Report } from '#src/index.js';
import { random } from '#src/lib/random.js';
import { Scope } from '#src/model/scope.js';
import { compareReports } from '#src/judge/comparison/compare-reports.js';
import { runPlan } from '#src/experiments/run/run-plan.js';
import { coresAvailable } from '#src/machine/environment.js';
import { loadScenario } from '#src/scenario/load.js';
import { overridden } from '#src/scenario/override.js';
import { makePlan } from '#src/scenario/plan.js';
import { busy, idle, noisyPair, type Trial } from '../support/noisy.js';

const trials = Number(process.argv.slice(2).find((word) => /^\d+$/.test(word)) ?? 500);
const loaded = await loadScenario('capstone');

/** What a comparison says of two sides that were run by turns. */
function compared([base, next]: readonly [Report, Report]): Comparison['comparisons'] {
  const options = { createdAt: base.createdAt, names: { base: 'base', next: 'new' }, interleaved: true };
  return compareReports(base, next, options).comparisons;
}

/**
 * Prints in how many trials something was said: of anything at all, of the makespan of hybrid, of that of every mode.
 */
async function report(title: string, pair: (trial: number) => Promise<[Report, Report]>): Promise<void> {
  const said = { anything: 0, hybrid: 0, every: 0 };
  const verdicts = { faster: 0, slower: 0, same: 0, inconclusive: 0 };
  for (let trial = 1; trial <= trials; trial++) {
    const all = compared(await pair(trial));
    const makespans = all.filter(({ figure }) => figure === 'makespan');
    if (all.some(({ verdict }) => verdict === 'faster' || verdict === 'slower')) said.anything++;
    if (makespans.some(({ mode, verdict }) => mode === 'hybrid' && verdict === 'slower')) said.hybrid++;
    if (makespans.every(({ verdict }) => verdict === 'slower')) said.every++;
    for (const { verdict } of makespans) verdicts[verdict]++;
  }
  const share = (count: number, of = trials): string => `${((100 * count) / of).toFixed(1)} %`;
  const makespans = Object.values(verdicts).reduce((sum, count) => sum + count, 0);
  console.log(title);
  console.log(`  faster or slower, of any mode and figure: ${share(said.anything)} of ${trials} trials`);
  console.log(`  makespan slower: of hybrid in ${share(said.hybrid)}, of every mode in ${share(said.every)}`);
  console.log(
    `  makespans: ${share(verdicts.same, makespans)} same, ${share(verdicts.inconclusive, makespans)} inconclusive`,
  );
}

function madeUp(trial: Omit<Trial, 'loaded' | 'seed'>): (seed: number) => Promise<[Report, Report]> {
  return (seed) => noisyPair({ loaded, seed, ...trial });
}

async function synthetic(): Promise<void> {
  await report('A/A, 10 runs each, busy machine (made up)', madeUp({ runs: 10, noise: busy }));
  await report('A/A, 10 runs each, idle machine (made up)', madeUp({ runs: 10, noise: idle }));
  await report(
    'inference costs 10 % more, 10 runs each, idle machine (made up)',
    madeUp({ runs: 10, noise: idle, factor: 1.1 }),
  );
  await report(
    'inference costs 5 % more, 30 runs each, idle machine (made up)',
    madeUp({ runs: 30, noise: idle, factor: 1.05 }),
  );
}

const realRounds = 400;
const realScale = 0.01;

/** A process that is busy and idle by turns, for up to two seconds each. */
const disturber = `
  const pause = () => setTimeout(() => { const end = Date.now() + 2000 * Math.random(); while (Date.now() < end); pause(); }, 2000 * Math.random());
  pause();
`;

async function measured(): Promise<void> {
  const scenario = overridden(loaded.scenario, { scale: realScale, fetchTimeout: 600_000, timeout: 600_000 });
  const options = { clock: 'real', runs: realRounds, warmup: 2, cores: undefined, contention: 1 } as const;
  const plan = makePlan({ ...loaded, scenario }, options, coresAvailable().available);
  const other = spawn(process.execPath, ['-e', disturber], { stdio: 'ignore' });
  let pool: Report;
  try {
    pool = await runPlan(plan, new Scope(), {
      roundEnds: (rounds) => void (rounds % 50 === 0 && console.error(`round ${rounds} of ${realRounds}`)),
    });
  } finally {
    other.kill();
  }
  await report(
    `A/A, 10 runs each, measured at 1/${1 / realScale} of the durations beside a process that is busy half of the time`,
    (trial) => Promise.resolve(drawn(pool, trial)),
  );
}

/** Twenty rounds in a row, of each two one for one side and one for the other. */
function drawn(pool: Report, trial: number): [Report, Report] {
  const draw = random(trial, 'pair');
  const from = Math.floor(draw() * (realRounds - 20));
  const firsts = Array.from({ length: 10 }, () => Math.floor(draw() * 2));
  const side = (which: number): Report => ({
    ...pool,
    modes: pool.modes.map((mode) => ({
      ...mode,
      runs: firsts.map((first, i) => mode.runs[from + 2 * i + ((first + which) % 2)]!),
    })),
  });
  return [side(0), side(1)];
}

await (process.argv.includes('--real') ? measured() : synthetic());
