/**
 * What the live timeline costs: runs by turns with and without it, in a terminal of its own, and prints the ratio of
 * their makespans, the share of a core that drawing takes, and frames a second. `npm run bench:live -- [pairs]`; a pair
 * takes about seven seconds, and 10 pairs are the default.
 */
import { spawn } from '@lydell/node-pty';
import { fileURLToPath } from 'node:url';
import { liveTimeline } from '#src/cli/live/live-timeline.js';
import { noProgress } from '#src/cli/progress.js';
import { medianInterval } from '#src/lib/statistics/median-interval.js';
import { median } from '#src/lib/statistics/descriptive.js';
import { Scope } from '#src/model/scope.js';
import { modeRunners, runOnce, type ModeRunner } from '#src/experiments/run/rounds.js';
import { prepared } from '#src/experiments/run/run-plan.js';
import { coresAvailable } from '#src/machine/environment.js';
import { resolveScenario } from '#src/scenario/load.js';
import { makePlan } from '#src/scenario/plan.js';
import { realClock } from '#src/time/real.js';

const inside = '--inside';
const [, , first = '10', second = '10'] = process.argv;
if (first === inside) await measure(Number(second));
else outside();

/** Opens a terminal for the measurement, and prints what that has found. */
function outside(): void {
  const { CI, ...env } = process.env;
  const args = [fileURLToPath(import.meta.url), inside, first];
  const pty = spawn(process.execPath, args, { cols: 120, rows: 40, env: { ...env, TERM: 'xterm-256color' } });
  let raw = '';
  pty.onData((text) => {
    raw += text;
  });
  pty.onExit(() => {
    console.log(/\d+ pairs: [^]*at most 15/.exec(raw)?.[0] ?? raw);
  });
}

/** The terminal, and what is spent on writing frames to it. */
function counting(stream: NodeJS.WriteStream): { frames: () => number; stop: () => void } {
  const write = stream.write.bind(stream);
  let frames = 0;
  stream.write = (text: string | Uint8Array) => {
    frames++;
    return write(text);
  };
  return { frames: () => frames, stop: () => (stream.write = write) };
}

async function measure(pairs: number): Promise<void> {
  const sources = Array.from({ length: 12 }, (_, i) => ({ name: `source-${i}`, latency: 1000 + 50 * i, cost: 1 }));
  const loaded = await resolveScenario({
    name: 'live',
    sources,
    inference: { cost: 1, workers: 2 },
    modes: ['hybrid'],
    scale: 2,
  });
  const plan = makePlan(
    loaded,
    { clock: 'real', runs: pairs, cores: undefined, contention: 1 },
    coresAvailable().available,
  );
  const options = await prepared(plan, new Scope(), noProgress);
  const [drawn, plain] = [modeRunners(options)[0]!, modeRunners(options)[0]!];
  const spent = { drawn: 0, plain: 0, wallMs: 0, frames: 0 };
  const runs = { drawn: [] as number[], plain: [] as number[] };
  const turn = async (which: 'drawn' | 'plain', runner: ModeRunner, round: number): Promise<void> => {
    const stream = counting(process.stderr); // before the spinner, which puts back what it has found
    const live = which === 'drawn' ? liveTimeline(plan, process.stderr, true) : noProgress;
    const before = stream.frames();
    const [cpu, beganMs] = [process.cpuUsage(), realClock.now()];
    await runOnce(runner, round, { ...options, listener: live });
    const { user, system } = process.cpuUsage(cpu);
    const wallMs = realClock.now() - beganMs;
    const frames = stream.frames() - before;
    live.stop();
    stream.stop();
    spent[which] += (user + system) / 1000;
    runs[which].push(runner.runs.at(-1)!.makespanMs);
    if (which === 'plain') return;
    spent.wallMs += wallMs;
    spent.frames += frames;
  };
  for (let round = 0; round < pairs; round++) {
    if (round % 2 === 0) await turn('drawn', drawn, round);
    await turn('plain', plain, round);
    if (round % 2 === 1) await turn('drawn', drawn, round);
  }
  await options.world.close();
  const ratios = runs.drawn.map((ms, i) => ms / runs.plain[i]!);
  const percentOver = (ratio: number): string => `${((ratio - 1) * 100).toFixed(2)} %`;
  const interval = medianInterval(ratios);
  const lines = [
    `${pairs} pairs: ${median(runs.drawn).toFixed(1)} ms drawn, ${median(runs.plain).toFixed(1)} ms plain`,
    `makespan: ${percentOver(median(ratios))} longer drawn, 95 % of medians ` +
      `${interval === null ? 'unknown' : `${percentOver(interval.low)} to ${percentOver(interval.high)}`}; wanted ` +
      'below 0.5 %',
    `drawing: ${(((spent.drawn - spent.plain) / spent.wallMs) * 100).toFixed(2)} % of a core; wanted below 2 %`,
    `frames: ${((spent.frames / spent.wallMs) * 1000).toFixed(1)} a second; wanted at most 15`,
  ];
  process.stderr.write(`\u001b[?25h\n${lines.join('\n')}\n`);
}
