import { createPool } from '../../inference/pool.js';
import { formatDuration } from '../../lib/duration.js';
import { environment } from '../../machine/environment.js';
import { startNoiseMeter } from '../../machine/noise.js';
import type { Calibration } from '../../model/machine.js';
import { sleep } from '../../model/sleep.js';
import type { Scope } from '../../model/scope.js';
import { wordsOf, wrapped, type Style } from '../../report/reporters/style.js';
import { realClock } from '../../time/real.js';
import { interruptible } from '../interrupt.js';
import type { CommonFlags } from '../options.js';
import { styleFor } from '../terminal.js';

/** One thing that was looked at: what was found, whether it is good enough, and why it matters. */
interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly found: string;
  readonly why: string;
}

const calibrations = 5;
const listenMs = 1000;

/** Looks at the machine and says what it can measure, a line or two for each finding. */
export async function command(flags: CommonFlags): Promise<number> {
  const within = interruptible();
  const style = styleFor(process.stdout, flags.color);
  const say = (findings: readonly Finding[]): void => {
    for (const finding of findings) process.stdout.write(line(finding, style));
  };
  say([...machineFindings(), clockFinding()]);
  process.stderr.write('calibrating, and listening for a second …\n');
  say([await noiseFinding(within), ...(await calibrationFindings(within))]);
  return 0;
}

function line({ what, ok, found, why }: Finding, { width, paint }: Style): string {
  const mark = ok ? paint.green('ok     ') : paint.yellow('warning');
  return `${wrapped(wordsOf(`${found}. ${why}`), width, ' '.repeat(22), `${mark} ${what.padEnd(14)}`)}\n`;
}

function machineFindings(): Finding[] {
  const { coresAvailable, containerQuota, loadAverage, node, cpuModel } = environment();
  const load = loadAverage[0] ?? 0;
  return [
    {
      what: 'cores',
      ok: coresAvailable >= 2,
      found: `${coresAvailable} available (${cpuModel}, Node ${node})`,
      why: 'Inference can run in parallel only on two or more.',
    },
    {
      what: 'quota',
      ok: containerQuota === null || containerQuota >= coresAvailable,
      found: containerQuota === null ? 'no CPU quota' : `${containerQuota} cores of CPU time`,
      why: 'A quota below the number of cores stops all threads for parts of a second.',
    },
    {
      what: 'load',
      ok: load < coresAvailable * 0.5,
      found: `${load.toFixed(2)} threads on average over a minute`,
      why: 'What others compute is missing from the measured figures.',
    },
  ];
}

function clockFinding(): Finding {
  let smallest = Number.POSITIVE_INFINITY;
  for (let i = 0, before = realClock.now(); i < 10_000; i++) {
    const now = realClock.now();
    if (now > before) smallest = Math.min(smallest, now - before);
    before = now;
  }
  const found = `steps of ${(smallest * 1e6).toFixed(0)} ns`;
  return { what: 'clock', ok: smallest < 0.01, found, why: 'Starts that lie closer together cannot be told apart.' };
}

async function noiseFinding(within: Scope): Promise<Finding> {
  const stop = startNoiseMeter();
  await sleep(realClock, listenMs, within);
  const { stealMs, othersCpuMs } = stop();
  if (stealMs === null || othersCpuMs === null)
    return { what: 'noise', ok: false, found: 'unknown on this system', why: 'Whether others disturbed a run cannot be seen.' };
  const found = `in one second other programs took ${formatDuration(othersCpuMs)}, the hypervisor ${formatDuration(stealMs)}`;
  return { what: 'noise', ok: othersCpuMs + stealMs < listenMs * 0.05, found, why: 'A quiet machine repeats its figures.' };
}

async function calibrationFindings(within: Scope): Promise<Finding[]> {
  const cores = environment().coresAvailable;
  const pool = await createPool({ clock: realClock, cores, workers: cores, costMs: 0, within });
  const listener = within.onAbort(() => void pool.close());
  const all = [pool.calibration];
  while (all.length < calibrations) all.push(await pool.recalibrate());
  listener.stop();
  await pool.close();
  const speeds = all.map((calibration) => calibration.unitsPerCpuMs).toSorted((a, b) => a - b);
  const repeat = speeds.at(-1)! / speeds[0]! - 1;
  return [
    {
      what: 'start-up',
      ok: pool.coldStartMs < 1000,
      found: `${cores} workers are warm after ${formatDuration(pool.coldStartMs)}`,
      why: 'This time is not part of any measured run.',
    },
    speedFinding(pool.calibration),
    {
      what: 'repeatability',
      ok: repeat < 0.03,
      found: `${calibrations} calibrations differ by ${percent(repeat)}`,
      why: 'Above 3 % the cost of an inference is not the same from run to run.',
    },
    contentionFinding(pool.calibration),
  ];
}

function speedFinding({ unitsPerCpuMs, spread }: Calibration): Finding {
  const found = `${unitsPerCpuMs.toFixed(2)} units of work per CPU millisecond, samples spread by ${percent(spread)}`;
  return { what: 'calibration', ok: spread < 0.1, found, why: 'The cost of an inference is turned into work by this figure.' };
}

function contentionFinding({ contention }: Calibration): Finding {
  const found = `a core is ${contention.toFixed(2)} times slower with all busy than alone`;
  return { what: 'contention', ok: contention < 1.15, found, why: 'Cores that share hardware gain less from parallel work; predictions take it into account.' };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
