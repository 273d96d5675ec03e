/**
 * How well the calibration repeats: in fresh processes, one after the other, on every core of this machine.
 * `node dist-test/bench/calibration.js [processes]`, 10 by default. Wants an otherwise idle machine.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createPool } from '#src/inference/workers/pool.js';
import { median, quantile } from '#src/lib/statistics/descriptive.js';
import { coresAvailable } from '#src/machine/environment.js';
import { startNoiseMeter } from '#src/machine/noise.js';
import { realClock } from '#src/time/real.js';

interface Figures {
  unitsPerCpuMs: number;
  contention: number;
  spread: number;
  coldStartMs: number;
  readyMs: number;
  /** Cores that others kept busy meanwhile. */
  others: number;
}

async function once(): Promise<Figures> {
  const cores = coresAvailable().available;
  const noise = startNoiseMeter();
  const startMs = realClock.now();
  const pool = await createPool({ clock: realClock, workers: cores, cores, costMs: 0 });
  const readyMs = realClock.now() - startMs;
  const { othersCpuMs, stealMs } = noise();
  await pool.close();
  return {
    ...pool.calibration!,
    coldStartMs: pool.coldStartMs,
    readyMs,
    others: ((othersCpuMs ?? 0) + (stealMs ?? 0)) / readyMs,
  };
}

function repeat(processes: number): string {
  const runs = Array.from(
    { length: processes },
    () =>
      JSON.parse(
        execFileSync(process.execPath, [fileURLToPath(import.meta.url), 'once'], { encoding: 'utf8' }),
      ) as Figures,
  );
  const lines = (['unitsPerCpuMs', 'contention', 'spread', 'coldStartMs', 'readyMs', 'others'] as const).map((key) => {
    const values = runs.map((figures) => figures[key]);
    return (
      `${key.padEnd(14)} median ${median(values).toFixed(3)}, from ${Math.min(...values).toFixed(3)} to ` +
      Math.max(...values).toFixed(3)
    );
  });
  const units = runs.map((figures) => figures.unitsPerCpuMs);
  const off = units.map((value) => Math.abs(value / median(units) - 1));
  return [
    `${processes} fresh processes, node ${process.version}`,
    ...lines,
    `off the median by ${(100 * median(off)).toFixed(1)} % at the median, ${(100 * quantile(off, 0.9)).toFixed(1)} ` +
      `% at p90, ${(100 * Math.max(...off)).toFixed(1)} % at worst`,
  ].join('\n');
}

const argument = process.argv[2] ?? '10';
process.stdout.write(`${argument === 'once' ? JSON.stringify(await once()) : repeat(Number(argument))}\n`);
