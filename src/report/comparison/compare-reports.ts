import { detectableShift } from '../../lib/detectable.js';
import { holm } from '../../lib/holm.js';
import { median } from '../../lib/stats.js';
import { counted } from '../../lib/text.js';
import { UsageError } from '../../model/errors.js';
import { figureNames, figures, samplesOf, type FigureName } from '../figure-table.js';
import type { ModeReport, Report } from '../schema.js';
import { tool } from '../tool.js';
import { differenceWords, machineDifference, refuseUnlike, scenarioDifferences } from './alike.js';
import { allowanceFor, type Allowance } from './allowance.js';
import { parts, typicalParts } from './blame.js';
import { changeOf, exactChange, type Change } from './change.js';
import { lostOf, type Lost } from './lost.js';
import type { Comparison } from './schema.js';
import { alpha, defaultFloor, judge, judgeExact, power, type Judgement } from './verdict.js';
import { warningsOf } from './warnings.js';

/** How to compare. */
export interface ComparisonOptions {
  /** When it is made, as an ISO date. */
  readonly createdAt: string;
  /** What to call the reports. */
  readonly names: { readonly base: string; readonly next: string };
  /** The smallest change that counts, as a share. Where left out: 1 % of what was measured, anything of what is simulated. */
  readonly floor?: number | undefined;
  /** Compare times of different machines too. */
  readonly acrossMachines?: boolean | undefined;
  /** Both were run by turns: their scenarios may differ, as that is the question then, and their calibration is one. */
  readonly interleaved?: boolean | undefined;
}

/** More cores busy is no better and no worse by itself: dearer inferences do it as well as good scheduling, which efficiency tells apart. */
const compared = figureNames.filter((name) => name !== 'coresBusy');
/** What another machine leaves as it is. */
const portable: ReadonlySet<FigureName> = new Set(['efficiency', 'attempts', 'completeness']);

interface Pair {
  readonly base: ModeReport;
  readonly next: ModeReport;
}

/** A figure of a mode that both reports have. */
interface Candidate extends Pair {
  readonly figure: FigureName;
  readonly samples: { readonly base: readonly number[]; readonly next: readonly number[] };
  readonly change: Change;
}

/**
 * Compares two reports figure by figure, and says which part of the critical path a change of the makespan comes from.
 * A UsageError where they cannot be compared: other scenarios, other clocks, nothing in common. Deterministic.
 */
export function compareReports(base: Report, next: Report, options: ComparisonOptions): Comparison {
  refuseUnlike(base, next, options.names);
  const differences = scenarioDifferences(base.scenario, next.scenario);
  if (differences.length > 0 && options.interleaved !== true)
    throw new UsageError(
      `the reports are of different scenarios; ${differenceWords(differences[0]!)}${differences.length > 1 ? ` (and ${counted(differences.length - 1, 'more difference')})` : ''}; to compare them, run both now: compare --interleaved 'ARGS A' 'ARGS B'`,
    );
  const foreign = base.clock === 'real' ? machineDifference(base, next) : undefined;
  const wanted = foreign === undefined || options.acrossMachines === true ? compared : compared.filter((name) => portable.has(name));
  const pairs = base.modes.flatMap((mode): Pair[] => {
    const other = next.modes.find((one) => one.mode === mode.mode);
    return other === undefined ? [] : [{ base: mode, next: other }];
  });
  const candidates = pairs.flatMap((pair) => wanted.flatMap((figure) => candidateOf(pair, figure, base, next) ?? []));
  return {
    schemaVersion: 1,
    tool: tool(),
    createdAt: options.createdAt,
    interleaved: options.interleaved === true,
    acrossMachines: foreign !== undefined && options.acrossMachines === true,
    floorPercent: 100 * floorOf(base, options),
    alpha,
    base: sideOf(base, options.names.base),
    new: sideOf(next, options.names.next),
    differences: differences.map(({ path, base: before, next: after }) => ({ path, base: before, new: after })) as Comparison['differences'],
    warnings: [...warningsOf(base, next, { ...options, foreign }), ...pairs.flatMap(answersOf)],
    comparisons: judged(candidates, base, next, { ...options, foreign }),
    blame: wanted.includes('makespan') ? pairs.flatMap(blameOf) : [],
  };
}

function floorOf({ clock }: Report, { floor }: ComparisonOptions): number {
  return floor ?? (clock === 'real' ? defaultFloor : 0);
}

function candidateOf(pair: Pair, figure: FigureName, base: Report, next: Report): Candidate | undefined {
  const values = (report: Report, mode: ModeReport): number[] => samplesOf(report, mode, figure).map(({ value }) => value);
  const samples = { base: values(base, pair.base), next: values(next, pair.next) };
  if (samples.base.length === 0 || samples.next.length === 0) return undefined;
  const { typical } = figures[figure];
  const change = base.clock === 'virtual' ? exactChange(typical, samples.base, samples.next) : changeOf(typical, samples.base, samples.next, base.seed);
  return { ...pair, figure, samples, change };
}

function judged(candidates: readonly Candidate[], base: Report, next: Report, options: ComparisonOptions & { foreign: string | undefined }) {
  // What is the same in every run of both cannot become significant, so it costs the others nothing (Tarone, 1990).
  const tested = candidates.filter(({ change }) => !change.constant);
  const corrected = new Map(holm(tested.map(({ change }) => change.p)).map((p, i) => [tested[i], p]));
  const allowed = ({ figure, ...modes }: Candidate): Allowance | undefined =>
    options.interleaved === true || options.foreign !== undefined ? undefined : allowanceFor(figure, modes, base, next);
  const exact = base.clock === 'virtual';
  return candidates.map((candidate): Comparison['comparisons'][number] => {
    const { figure, samples, change } = candidate;
    const { better } = figures[figure];
    const p = corrected.get(candidate) ?? 1;
    const detectable = exact ? 0 : detectableOf(candidate, tested.length);
    const evidence = {
      ...change,
      ...effect(candidate),
      runs: { base: samples.base.length, next: samples.next.length },
      better,
      p,
      tests: tested.length,
      floor: floorOf(base, options),
      allowance: allowed(candidate),
      detectable,
    };
    const judgement = fair(exact ? judgeExact(evidence) : judge(evidence), lostOf(candidate), figure);
    return {
      mode: candidate.base.mode,
      figure,
      base: change.base,
      new: change.next,
      changePercent: change.share === null ? null : 100 * change.share,
      interval: change.interval && [100 * change.interval.low, 100 * change.interval.high],
      pValue: exact ? null : p,
      minimumDetectablePercent: detectable === null ? null : 100 * detectable,
      ...judgement,
    };
  });
}

/** Waiting for a core is judged by its share of the makespan: four times nearly nothing is still nearly nothing. */
function effect({ figure, base, change }: Candidate): Pick<Change, 'share' | 'interval'> {
  const makespanMs = median(base.runs.map((run) => run.makespanMs));
  if (figure !== 'coreWait' || makespanMs === 0) return change;
  const scale = change.base / makespanMs;
  const { share, interval } = change;
  return { share: share === null ? null : share * scale, interval: interval && { low: interval.low * scale, high: interval.high * scale } };
}

/**
 * The smallest change that would have shown: what normal noise lets the test find in four of five cases, and no less than
 * what these very samples, moved apart, would need to become significant, as where some runs lie far out that is more.
 */
function detectableOf({ figure, samples, change }: Candidate, tests: number): number | null {
  const needed = alpha / Math.max(1, tests);
  if (!(change.base > 0)) return null;
  const usual = detectableShift(samples.base, samples.next, needed, power);
  if (usual === null || change.constant || figures[figure].typical !== 'median') return usual;
  const { share, interval } = changeOf('median', samples.base, samples.next, 0, 1 - needed);
  return share === null || interval === null ? null : Math.max(usual, interval.high - share, share - interval.low);
}

/** A run that lost a source is no improvement, and one that answered more is not worse for taking longer. */
function fair(judgement: Judgement, { less, more }: Lost, figure: FigureName): Judgement {
  if (figure === 'completeness' || figure === 'attempts') return judgement;
  if (less !== undefined && (judgement.verdict === 'faster' || judgement.verdict === 'same'))
    return { verdict: 'inconclusive', reason: `it answered less: ${less}` };
  if (more !== undefined && (judgement.verdict === 'slower' || judgement.verdict === 'same'))
    return { verdict: 'inconclusive', reason: `it answered more: ${more}` };
  return judgement;
}

function answersOf(pair: Pair): string[] {
  const { less, more } = lostOf(pair);
  return [
    ...(less === undefined ? [] : [`${pair.base.mode} answered less (${less}), so nothing of it counts as faster or the same`]),
    ...(more === undefined ? [] : [`${pair.base.mode} answered more (${more}), so nothing of it counts as slower or the same`]),
  ];
}

function blameOf({ base, next }: Pair): Comparison['blame'] {
  const [before, after] = [typicalParts(base), typicalParts(next)];
  return parts.map((part) => ({ mode: base.mode, part, baseMs: before[part], newMs: after[part], differenceMs: after[part] - before[part] }));
}

function sideOf(report: Report, name: string): Comparison['base'] {
  const { createdAt, tool: by, clock, environment, world, seed, interrupted, scenario, calibration, modes } = report;
  return {
    name,
    scenario: scenario.name,
    createdAt,
    tool: by,
    clock,
    environment,
    world,
    seed,
    interrupted,
    unitsPerCpuMs: calibration?.unitsPerCpuMs ?? null,
    runs: Object.fromEntries(modes.map(({ mode, runs }) => [mode, runs.length])),
  };
}
