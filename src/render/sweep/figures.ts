import { formatDuration } from '../../lib/duration.js';
import { counted, listed, percent, printable } from '../../lib/text.js';
import type { SweepPoint, SweepReport } from '../../results/documents/sweep.js';

/** What the tables of the terminal and of Markdown both show of a sweep. */

type Change = SweepReport['changes'][number];
type Fit = SweepReport['fits'][number];

/** A value as people write it: `1.5 s`, `4`. */
export function valueText(value: number, unit: 'ms' | 'number'): string {
  return unit === 'number' ? String(value) : shortDuration(value);
}

/** A duration without zeros behind the point, for axes and for values that were chosen. */
export function shortDuration(ms: number): string {
  return formatDuration(ms).replace(/\.(\d*?)0+ s$/u, (_, kept: string) => (kept === '' ? ' s' : `.${kept} s`));
}

/** The mode that a point's figures are about. */
export function fastestAt({ modes, fastest }: SweepPoint): SweepPoint['modes'][number] {
  return modes.find(({ mode }) => mode === fastest)!;
}

/** `fetch: news`, what the fastest mode is bound by. */
export function boundAt(point: SweepPoint): string {
  return boundText(fastestAt(point).bottleneck);
}

function boundText(found: SweepPoint['modes'][number]['bottleneck']): string {
  return found === null ? 'nothing' : `${found.bound}: ${printable(found.source)}`;
}

/** Whether two points are bound by the same stage of the same source. */
export function sameBound(a: SweepPoint, b: SweepPoint): boolean {
  const [one, other] = [fastestAt(a).bottleneck, fastestAt(b).bottleneck];
  return one?.bound === other?.bound && one?.source === other?.source;
}

/** The parameters that have more than one value; all of them where none has. */
export function sweptOf({ parameters }: SweepReport): SweepReport['parameters'] {
  const swept = parameters.filter(({ values }) => values.length > 1);
  return swept.length === 0 ? parameters : swept;
}

/** The parameter with the most values, which pictures and laws are drawn over. */
export function widestOf({ parameters }: SweepReport): SweepReport['parameters'][number] {
  return parameters.reduce((most, one) => (one.values.length > most.values.length ? one : most));
}

/** The points on which only one parameter changes, the others at their first values. */
export function sliceOf({ points, parameters }: SweepReport, name: string): SweepPoint[] {
  const others = parameters.filter((parameter) => parameter.name !== name);
  return points.filter(({ values }) => others.every((other) => values[other.name] === other.values[0]));
}

/** Parameters that are said as `3 workers`. */
const countables = new Set(['sources', 'workers', 'cores']);

function settingText({ name, unit }: Pick<SweepReport['parameters'][number], 'name' | 'unit'>, value: number): string {
  return countables.has(name) ? counted(value, name.slice(0, -1)) : `${printable(name)} ${valueText(value, unit)}`;
}

/** The values of the other parameters in words: `infer-cost 1 s and 2 sources`; empty where there are none. */
export function othersText({ parameters }: SweepReport, name: string, at: Readonly<Record<string, number>>): string {
  return listed(
    parameters.filter((parameter) => parameter.name !== name).map((other) => settingText(other, at[other.name]!)),
  );
}

/** What a picture or a law is over, and the values of the other parameters. */
export function overText(report: SweepReport, name: string, at: Readonly<Record<string, number>>): string {
  const others = othersText(report, name, at);
  return `over ${printable(name)}${others === '' ? '' : ` with ${others}`}:`;
}

/** What the sweep is, in a line: its name, modes and runs, and on which clock and cores. */
export function sweepHeading({ scenario, parameters, modes, runs, planned, clock, world }: SweepReport): string {
  const axes = parameters.map(({ name, values, unit }) => {
    const [first, last] = [valueText(values[0]!, unit), valueText(values.at(-1)!, unit)];
    return `${printable(name)} ${values.length === 1 ? first : `${first} to ${last}`}`;
  });
  const swept = new Set(parameters.map(({ name }) => name));
  const machine = swept.has('cores') ? '' : ` on ${counted(world.cores, 'core')}`;
  const parts = [
    printable(scenario.name),
    ...axes,
    counted(planned, 'point'),
    modes.join(', '),
    ...(runs > 1 ? [`medians of ${runs} runs`] : []),
    `${clock === 'virtual' ? 'simulated' : 'measured'}${machine}`,
  ];
  return parts.join(' · ');
}

/** What is missing of an interrupted sweep. */
export function interruptedSentence({ points, planned }: SweepReport): string {
  return `Interrupted: ${points.length.toLocaleString('en-US')} of ${counted(planned, 'point')} are finished.`;
}

/** What a percentage behind a makespan means. */
export const incompleteNote = 'A percentage behind a makespan: only so many of the sources answered.';

const words = { fetch: 'fetch-bound', compute: 'compute-bound', worker: 'worker-bound', model: 'model-bound' } as const;

function boundSentence(found: Change['from']): string {
  return found === null ? 'bound by nothing' : `${words[found.bound]}: ${printable(found.source)}`;
}

/** So many changes are told; a report has all. */
const mostChanges = 8;

/** Where the bottleneck changes, a sentence each; what holds everywhere where it never does. */
export function changeSentences(report: SweepReport): string[] {
  const { changes, points, parameters } = report;
  if (changes.length === 0) {
    return points.length < 2
      ? []
      : [`The fastest mode is ${boundSentence(fastestAt(points[0]!).bottleneck)} at every point.`];
  }
  const told = changes.slice(0, mostChanges).map(({ parameter, value, from, to, lines, of, at }) => {
    const start = settingText(
      parameters.find(({ name }) => name === parameter)!,
      value,
    );
    const alone = lines === 1 && of > 1;
    const often = lines === of || alone ? '' : `, in ${lines} of ${of} combinations of the others`;
    const text = `from ${start} on it is ${boundSentence(to)}; before, ${boundSentence(from)}${often}.`;
    return alone ? `With ${othersText(report, parameter, at)}, ${text}` : `F${text.slice(1)}`;
  });
  return changes.length <= mostChanges
    ? told
    : [...told, `And ${counted(changes.length - mostChanges, 'more change')}, which the JSON has.`];
}

/** Residuals above this share of what was found mean that a law says little. */
const poor = 0.05;

/** What the laws say of a line, and how far that can be trusted. */
export function fitSentences({ amdahl, universal, parameter }: Fit): string[] {
  const one = parameter.slice(0, -1);
  const ceiling =
    amdahl.serialFraction === 0
      ? 'without a limit'
      : `at most ${(1 / amdahl.serialFraction).toFixed(2)} times as fast as one ${one}`;
  const shares = [amdahl.largestShare, ...(universal === null ? [] : [universal.largestShare])];
  return [
    `Amdahl: ${percent(amdahl.serialFraction)} serial, so ${ceiling}; ${quality(amdahl)}.`,
    ...(universal === null
      ? []
      : [
          `Universal scalability: contention σ ${significant(universal.contention)}, coherency κ ` +
            `${significant(universal.coherency)}${peakText(universal.peak, parameter)}; ${quality(universal)}.`,
        ]),
    ...(Math.min(...shares) > poor
      ? [
          `${shares.length === 1 ? 'The law does not fit' : 'Neither law fits'} well: jobs wait for whole ` +
            'inferences, so makespans fall in steps and not smoothly.',
        ]
      : []),
  ];
}

function peakText(peak: number | null, parameter: string): string {
  return peak === null ? '' : `, best with ${Number(peak.toPrecision(3))} ${parameter}`;
}

function quality({ rmseMs, r2, largestShare }: Fit['amdahl'] | NonNullable<Fit['universal']>): string {
  return (
    `off by ${formatDuration(rmseMs)} (RMSE), ${percent(largestShare)} at ` +
    `most${r2 === null ? '' : `; R² ${r2.toFixed(3)}`}`
  );
}

function significant(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** The residuals of a line: what was found, and the difference to each law. */
export function residualRows({ amdahl, universal }: Fit): string[][] {
  return amdahl.residuals.map(({ n, fittedMs, residualMs }, i) => {
    const other = universal?.residuals[i];
    return [
      String(n),
      formatDuration(fittedMs + residualMs),
      formatDuration(fittedMs),
      signed(residualMs),
      ...(other ? [formatDuration(other.fittedMs), signed(other.residualMs)] : []),
    ];
  });
}

function signed(ms: number): string {
  const text = formatDuration(Math.abs(ms) < 0.005 ? 0 : Math.abs(ms));
  return Math.abs(ms) < 0.005 ? text : `${ms > 0 ? '+' : '−'}${text}`;
}

/** The columns of `residualRows`. */
export function residualHead({ parameter, universal }: Fit): string[] {
  return [parameter, 'found', 'Amdahl', 'off', ...(universal ? ['universal', 'off'] : [])];
}

/** The fits that text shows: those of the widest parameter of the two, the others at their first values. */
export function shownFits(report: SweepReport): Fit[] {
  const first = new Map(report.parameters.map(({ name, values }) => [name, values[0]!]));
  return report.fits.filter(({ at }) => Object.entries(at).every(([name, value]) => value === first.get(name)));
}

/** With the share of the sources that answered, where not all did: such a makespan never stands alone. */
export function makespanText({
  makespanMs,
  completeness,
}: {
  readonly makespanMs: number;
  readonly completeness: number;
}): string {
  return completeness === 1
    ? formatDuration(makespanMs)
    : `${formatDuration(makespanMs)} (${Math.floor(completeness * 100)} %)`;
}

/** The speedup of a point's fastest mode. */
export function speedupText(point: SweepPoint): string {
  const { speedup } = fastestAt(point);
  return speedup === null ? '–' : `${speedup.toFixed(2)}×`;
}

/** The efficiency of a point's fastest mode; nothing that answers nothing has one. */
export function efficiencyText(point: SweepPoint): string {
  const { efficiency, completeness } = fastestAt(point);
  return completeness === 0 ? '–' : `${Math.round(efficiency * 100)} %`;
}
