import { gridChanges } from '../../analysis/grid-changes.js';
import { amdahl, universal } from '../../analysis/scalability.js';
import type { SweepPoint, SweepReport } from '../../results/documents/sweep.js';
import type { Axis } from './parameters.js';

type Fits = SweepReport['fits'];

/** The bottleneck of the fastest mode at a point. */
function bottleneckAt({ modes, fastest }: SweepPoint): SweepPoint['modes'][number]['bottleneck'] {
  return modes.find(({ mode }) => mode === fastest)!.bottleneck;
}

/** Where the bottleneck of the fastest mode changes along an axis; the most general changes first. */
export function changesOf(points: readonly SweepPoint[], axes: readonly Axis[]): SweepReport['changes'] {
  const kinds = new Map<string, SweepReport['changes'][number]['from']>();
  const labels = points.map((point) => {
    const found = bottleneckAt(point);
    const label = JSON.stringify([found?.bound, found?.source]);
    if (!kinds.has(label)) kinds.set(label, found);
    return label;
  });
  const changes = gridChanges(
    labels,
    axes.map(({ values }) => values.length),
  );
  return changes.map(({ axis, at, from, to, lines, of, first }) => ({
    parameter: axes[axis]!.name,
    value: axes[axis]!.values[at]!,
    from: kinds.get(from)!,
    to: kinds.get(to)!,
    lines,
    of,
    at: others(points[first]!, axes[axis]!.name),
  }));
}

/** The laws of scaling, fitted along every line of the grid on which workers or cores alone change. */
export function fitsOf(points: readonly SweepPoint[], axes: readonly Axis[]): Fits {
  return axes.flatMap(({ name, values }, i) => {
    if (name !== 'workers' && name !== 'cores') return [];
    const stride = axes.slice(i + 1).reduce((product, axis) => product * axis.values.length, 1);
    return points.flatMap((first, at) => {
      if (Math.floor(at / stride) % values.length !== 0 || at + stride * (values.length - 1) >= points.length)
        return [];
      const line = values.map((_, k) => points[at + stride * k]!);
      return first.modes.flatMap(({ mode }) => fitOf(line, mode, name, others(first, name)) ?? []);
    });
  });
}

/** The values of a point without that of one parameter. */
function others({ values }: SweepPoint, name: string): Record<string, number> {
  const { [name]: _, ...rest } = values;
  return rest;
}

/** Makespans that differ by less are the same. */
const same = 1e-9;

function fitOf(
  line: readonly SweepPoint[],
  mode: Fits[number]['mode'],
  parameter: 'workers' | 'cores',
  at: Fits[number]['at'],
): Fits[number] | undefined {
  const found = line.map(({ modes }) => modes.find((one) => one.mode === mode)!);
  const samples = line.map(({ values }, i) => ({ n: values[parameter]!, makespanMs: found[i]!.makespanMs }));
  const makespans = samples.map(({ makespanMs }) => makespanMs);
  const most = Math.max(...makespans);
  if (most - Math.min(...makespans) <= most * same) return undefined;
  if (found.some(({ completeness }) => completeness !== found[0]!.completeness)) return undefined;
  const serial = amdahl(samples);
  return serial && { parameter, mode, at, amdahl: serial, universal: universal(samples) ?? null };
}
