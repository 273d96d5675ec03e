import { clip, listed, printable } from '../../lib/text.js';
import { UsageError } from '../../model/errors.js';
import type { Report } from '../../results/documents/run.js';

/** Where two scenarios differ, as `sources.0.latency.ms`, and what each has there. */
export interface Difference {
  readonly path: string;
  readonly base?: unknown;
  readonly next?: unknown;
}

/**
 * Fields that change nothing of a query: what is about people and editors, which modes were chosen, and what they are
 * judged by.
 */
const immaterial = new Set(['$schema', 'name', 'description', 'modes', 'gates']);

/** Where two scenarios ask for something else, in the order of the first one's fields. */
export function scenarioDifferences(base: Report['scenario'], next: Report['scenario']): Difference[] {
  const material = (scenario: Report['scenario']): object =>
    Object.fromEntries(Object.entries(scenario).filter(([key]) => !immaterial.has(key)));
  return differences(material(base), material(next), '');
}

function differences(base: unknown, next: unknown, path: string): Difference[] {
  if (Object.is(base, next)) return [];
  if (!isBranch(base) || !isBranch(next) || Array.isArray(base) !== Array.isArray(next)) return [{ path, base, next }];
  const keys = new Set([...Object.keys(base), ...Object.keys(next)]);
  const at = (key: string): string => (path === '' ? key : `${path}.${key}`);
  return [...keys].flatMap((key) => differences(base[key], next[key], at(key)));
}

function isBranch(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** `inference.cost: 2000 and 2200` */
export function differenceWords({ path, base, next }: Difference): string {
  const written = (value: unknown): string =>
    value === undefined ? 'nothing' : printable(clip(JSON.stringify(value), 60));
  return `${printable(path)}: ${written(base)} and ${written(next)}`;
}

/** Refuses reports that no comparison could make sense of; `names` say which is which. */
export function refuseIncomparable(
  base: Report,
  next: Report,
  names: { readonly base: string; readonly next: string },
): void {
  for (const [report, name] of [
    [base, names.base],
    [next, names.next],
  ] as const) {
    if (report.modes.length === 0)
      throw new UsageError(`${printable(name)}: no mode was finished, so there is nothing to compare; run it again`);
  }
  if (base.clock !== next.clock) {
    throw new UsageError(
      `the reports differ in their clock: ${base.clock} and ${next.clock} time cannot be compared; make both with ` +
        '--virtual or both without',
    );
  }
  if (!base.modes.some(({ mode }) => next.modes.some((one) => one.mode === mode))) {
    const modes = ({ modes: all }: Report): string => all.map(({ mode }) => mode).join(', ');
    throw new UsageError(
      `the reports have no mode in common: ${modes(base)} and ${modes(next)}; make both with the same --modes`,
    );
  }
}

/**
 * How the worlds of two reports differ, in words: cores and workers, and of simulated ones contention; undefined where
 * they do not.
 */
export function worldDifference({ world: base, clock }: Report, { world: next }: Report): string | undefined {
  const said = [
    ...(base.cores === next.cores ? [] : [`${base.cores} and ${next.cores} cores`]),
    ...(base.workers === next.workers ? [] : [`${base.workers} and ${next.workers} workers`]),
    ...(clock === 'real' || base.contention === next.contention
      ? []
      : [`contention ${base.contention.toFixed(2)} and ${next.contention.toFixed(2)}`]),
  ];
  return said.length === 0 ? undefined : listed(said);
}

/** How much faster or slower a machine may calibrate and still pass for the same. */
const machineSpeed = 0.1;

/** How the machines of two measured reports differ, in words; undefined where they seem to be one. */
export function machineDifference(base: Report, next: Report): string | undefined {
  if (base.environment.cpuModel !== next.environment.cpuModel)
    return `${printable(base.environment.cpuModel)} and ${printable(next.environment.cpuModel)}`;
  if (base.environment.coresAvailable !== next.environment.coresAvailable)
    return `${base.environment.coresAvailable} and ${next.environment.coresAvailable} cores`;
  if (base.world.workers !== next.world.workers) return `${base.world.workers} and ${next.world.workers} workers`;
  const gap = calibrationGap(base, next);
  return gap > machineSpeed ? `their calibrations differ by ${(gap * 100).toFixed(1)} %` : undefined;
}

/** By how much the work in a calibrated CPU millisecond differs, as a share; 0 where one is not calibrated. */
export function calibrationGap({ calibration: base }: Report, { calibration: next }: Report): number {
  if (base === null || next === null || !(base.unitsPerCpuMs > 0) || !(next.unitsPerCpuMs > 0)) return 0;
  return Math.exp(Math.abs(Math.log(next.unitsPerCpuMs / base.unitsPerCpuMs))) - 1;
}
