import { printable } from '../lib/text.js';
import type { Report } from './schema.js';

/** Calibrations of one machine lie within 3 % of their median; a machine of which one is further off than this is not at the same speed. */
const calibrationTolerance = 0.2;

/** The first thing in which the machines of two reports, or their speeds, differ, in words; undefined where wall-clock figures of both can be compared. */
export function machineDifference(base: Report, now: Report): string | undefined {
  const [was, is] = [base.environment, now.environment];
  if (was.cpuModel !== is.cpuModel) return `its machine had another CPU (${printable(was.cpuModel)}, now ${printable(is.cpuModel)})`;
  if (was.coresAvailable !== is.coresAvailable) return `its machine had ${was.coresAvailable} cores for us, this one ${is.coresAvailable}`;
  if (base.world.workers !== now.world.workers) return `it ran on ${base.world.workers} workers, this run on ${now.world.workers}`;
  const [before, after] = [base.calibration?.unitsPerCpuMs, now.calibration?.unitsPerCpuMs];
  if (before === undefined || after === undefined) return undefined;
  const change = after / before - 1;
  if (Math.abs(change) <= calibrationTolerance) return undefined;
  return `by their calibrations a core is ${(Math.abs(change) * 100).toFixed(0)} % ${change > 0 ? 'faster' : 'slower'} now`;
}
