import { figureNames, samplesOf } from '../../results/figures.js';
import { listed, printable } from '../../lib/text.js';
import type { Report } from '../../results/documents/run.js';
import { calibrationGap, worldDifference } from './comparability.js';
import { randomStreamWarnings } from './random-streams.js';

interface Circumstances {
  readonly names: { readonly base: string; readonly next: string };
  /** How the machines differ; undefined where they do not. */
  readonly foreign: string | undefined;
  readonly acrossMachines?: boolean | undefined;
  readonly interleaved?: boolean | undefined;
}

/** Calibrations of one machine that differ by less are nothing to speak of. */
const noticeableGap = 0.005;

/** What a reader must know before believing the comparison. */
export function warningsOf(base: Report, next: Report, circumstances: Circumstances): string[] {
  return [
    ...unfinished(base, next, circumstances),
    ...randomStreamWarnings(base, next),
    ...worlds(base, next),
    ...machines(base, next, circumstances),
    ...missing(base, next),
  ];
}

function unfinished(base: Report, next: Report, { names }: Circumstances): string[] {
  const interrupted = [...(base.interrupted ? [names.base] : []), ...(next.interrupted ? [names.next] : [])];
  return interrupted.map(
    (name) => `${printable(name)} was interrupted: it has fewer runs or modes than were asked for`,
  );
}

/** Cores and workers come from the machine where nobody says how many. */
function worlds(base: Report, next: Report): string[] {
  const difference = worldDifference(base, next);
  return difference === undefined ? [] : [`the runs had ${difference}, which may be all that makes the difference`];
}

function machines(
  base: Report,
  next: Report,
  { foreign, acrossMachines = false, interleaved = false }: Circumstances,
): string[] {
  if (base.clock === 'virtual' || interleaved) return [];
  const node =
    base.environment.node === next.environment.node
      ? []
      : [`Node ${printable(base.environment.node)} and ${printable(next.environment.node)}`];
  if (foreign !== undefined) {
    const what = `made on different machines (${listed([foreign, ...node])})`;
    return [
      acrossMachines
        ? `${what}: a difference in time may be theirs`
        : `${what}: only efficiency, attempts and completeness are compared; --across-machines compares the times ` +
          'as well',
    ];
  }
  const gap = calibrationGap(base, next);
  return [
    ...node.map((versions) => `made with ${versions}`),
    ...(gap > noticeableGap
      ? [
          `the calibrations differ by ${(gap * 100).toFixed(1)} %, so times must differ by that much more to count; ` +
            '--interleaved has one calibration for both',
        ]
      : []),
  ];
}

function missing(base: Report, next: Report): string[] {
  const alone = (one: Report, other: Report): string[] =>
    one.modes.filter(({ mode }) => other.modes.every((its) => its.mode !== mode)).map(({ mode }) => mode);
  const [gone, added] = [alone(base, next), alone(next, base)];
  const absent = base.modes.flatMap((mode) => {
    const other = next.modes.find((one) => one.mode === mode.mode);
    if (other === undefined) return [];
    const names = figureNames.filter(
      (name) => (samplesOf(base, mode, name).length === 0) !== (samplesOf(next, other, name).length === 0),
    );
    return names.length === 0
      ? []
      : [`${listed(names)} of ${mode.mode}: only one of the reports has ${names.length === 1 ? 'it' : 'them'}`];
  });
  return [
    ...(gone.length === 0 ? [] : [`not compared, as only the base has it: ${listed(gone)}`]),
    ...(added.length === 0 ? [] : [`not compared, as only the new report has it: ${listed(added)}`]),
    ...absent,
  ];
}
