import { z } from 'zod';
import { formatDuration } from '../../lib/duration.js';
import { counted } from '../../lib/text.js';
import { environment } from '../../machine/environment.js';
import { startNoiseMeter } from '../../machine/noise.js';
import type { Calibration } from '../../model/machine.js';
import { sleep } from '../../model/permit.js';
import type { Scope } from '../../model/scope.js';
import type { Finding } from '../../results/documents/doctor.js';
import { headerOf } from '../../results/documents/header.js';
import { measuringPool } from '../../world/real.js';
import { realClock } from '../../time/real.js';
import { operation } from '../operation.js';

const calibrations = 5;
const listenMs = 1000;

/** Looks at the machine and says what it can measure. */
export const doctor = operation({
  name: 'doctor',
  summary: 'say what this machine can measure, and how well',
  input: z.strictObject({}),
  examples: [['doctor']],
  async run(_input, context) {
    const { within } = context;
    await context.begins();
    const findings = [...machineFindings(), clockFinding()];
    context.note('calibrating, and listening for a second …');
    findings.push(await noiseFinding(within), ...(await calibrationFindings(within)));
    const { memoryBytes, loadAverage, ...machine } = environment();
    return {
      ...headerOf('doctor'),
      environment: { ...machine, loadAverage: [...loadAverage], memory: memoryBytes },
      findings,
    };
  },
});

function machineFindings(): Finding[] {
  const { coresAvailable, containerQuota, loadAverage, node, cpuModel } = environment();
  const load = loadAverage[0] ?? 0;
  return [
    {
      what: 'cores',
      ok: coresAvailable >= 2,
      found: `${coresAvailable} (${cpuModel}, Node ${node})`,
      why: 'parallel work needs 2',
    },
    {
      what: 'quota',
      ok: containerQuota === null || containerQuota >= coresAvailable,
      found: containerQuota === null ? 'none' : `${containerQuota} cores of CPU time`,
      why: 'one below the cores would stall all threads',
    },
    {
      what: 'load',
      ok: load < coresAvailable * 0.5,
      found: `${load.toFixed(2)} busy threads over a minute`,
      why: 'others blur figures',
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
  return { what: 'clock', ok: smallest < 0.01, found, why: 'closer starts look simultaneous' };
}

async function noiseFinding(within: Scope): Promise<Finding> {
  const stop = startNoiseMeter();
  await sleep(realClock, listenMs, within);
  const { stealMs, othersCpuMs } = stop();
  if (stealMs === null || othersCpuMs === null)
    return { what: 'noise', ok: false, found: 'unknown on this system', why: 'who disturbs a run stays unseen' };
  const found = `others took ${formatDuration(othersCpuMs + stealMs)} of CPU in a second`;
  return { what: 'noise', ok: othersCpuMs + stealMs < listenMs * 0.05, found, why: 'quiet machines repeat figures' };
}

async function calibrationFindings(within: Scope): Promise<Finding[]> {
  const cores = environment().coresAvailable;
  const pool = await measuringPool(cores, within);
  const all = [pool.calibration];
  try {
    within.onAbort(() => void pool.close());
    while (all.length < calibrations) all.push(await pool.recalibrate());
  } catch (thrown) {
    throw within.reason ?? thrown;
  } finally {
    await pool.close();
  }
  const speeds = all.map((calibration) => calibration.unitsPerCpuMs).toSorted((a, b) => a - b);
  const repeat = speeds.at(-1)! / speeds[0]! - 1;
  return [
    {
      what: 'start-up',
      ok: pool.coldStartMs < 1000,
      found: `${counted(cores, 'worker')} warm in ${formatDuration(pool.coldStartMs)}`,
      why: 'not part of any run',
    },
    speedFinding(pool.calibration),
    {
      what: 'repeatability',
      ok: repeat < 0.03,
      found: `${calibrations} calibrations within ${percent(repeat)}`,
      why: 'so far may costs be off',
    },
    contentionFinding(pool.calibration),
  ];
}

function speedFinding({ unitsPerCpuMs, spread }: Calibration): Finding {
  const found = `${unitsPerCpuMs.toFixed(2)} units per CPU ms, spread ${percent(spread)}`;
  return { what: 'calibration', ok: spread < 0.1, found, why: 'turns cost into work' };
}

function contentionFinding({ contention }: Calibration): Finding {
  const found = contention.toFixed(2);
  return { what: 'contention', ok: contention < 1.15, found, why: 'how many times slower a core is with all busy' };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
