import { detectableShift } from '../../lib/statistics/detectable.js';
import { holm } from '../../lib/statistics/holm.js';
import { counted } from '../../lib/text.js';
import { UsageError } from '../../model/errors.js';
import { figureNames, figures, samplesOf, type FigureName, type Sample } from '../../results/figures.js';
import type { Report } from '../../results/documents/run.js';
import { headerOf } from '../../results/documents/header.js';
import { medianMakespan } from '../../results/typical.js';
import {
  differenceWords,
  machineDifference,
  refuseIncomparable,
  scenarioDifferences,
  worldDifference,
} from './comparability.js';
import { systematicErrorOf, type SystematicError } from './systematic-error.js';
import { parts, type Comparison } from '../../results/documents/compare.js';
import { typicalParts } from './attribution.js';
import { changeOf, simulatedChange, type SimulatedChange } from './change.js';
import { answerChanges, type AnswerChanges } from './answer-changes.js';
import { pairsOf, sameRandomStreams, shared, type Pair } from './random-streams.js';
import { alpha, defaultFloor, judge, judgeExact, power, type Judgement } from './verdict.js';
import { warningsOf } from './warnings.js';

/** How to compare. */
export interface ComparisonOptions {
  /** When it is made, as an ISO date. */
  readonly createdAt: string;
  /** What to call the reports. */
  readonly names: { readonly base: string; readonly next: string };
  /**
   * The smallest change that counts, as a share. Where left out: 1 % of what was measured, anything of what is
   * simulated.
   */
  readonly floor?: number | undefined;
  /** Compare times of different machines too. */
  readonly acrossMachines?: boolean | undefined;
  /** Both were run by turns: their scenarios may differ, as that is the question then, and their calibration is one. */
  readonly interleaved?: boolean | undefined;
}

/**
 * More cores busy is no better and no worse by itself: dearer inferences do it as well as good scheduling, which
 * efficiency tells apart.
 */
const compared = figureNames.filter((name) => name !== 'coresBusy');
/** What another machine leaves as it is. */
const portable: ReadonlySet<FigureName> = new Set(['efficiency', 'attempts', 'completeness']);
/** What does not depend on how many cores and workers are simulated. */
const worldless: ReadonlySet<FigureName> = new Set(['fetch', 'attempts', 'completeness']);

/** A figure of a mode that both reports have. */
interface Candidate extends Pair {
  readonly figure: FigureName;
  readonly samples: { readonly base: readonly number[]; readonly next: readonly number[] };
  readonly change: SimulatedChange;
}

/**
 * Compares two reports figure by figure, and says which part of the critical path a change of the makespan comes from.
 * A UsageError where they cannot be compared: other scenarios, other clocks, nothing in common. Deterministic.
 */
export function compareReports(base: Report, next: Report, options: ComparisonOptions): Comparison {
  refuseIncomparable(base, next, options.names);
  const differences = scenarioDifferences(base.scenario, next.scenario);
  if (differences.length > 0 && options.interleaved !== true)
    throw new UsageError(
      'the reports are of different scenarios; ' +
        differenceWords(differences[0]!) +
        (differences.length > 1 ? ` (and ${counted(differences.length - 1, 'more difference')})` : '') +
        "; to compare them, run both now: compare --interleaved 'ARGS A' 'ARGS B'",
    );
  const foreign = base.clock === 'real' ? machineDifference(base, next) : undefined;
  const wanted =
    foreign === undefined || options.acrossMachines === true ? compared : compared.filter((name) => portable.has(name));
  const pairs = pairsOf(base, next);
  const candidates = pairs.flatMap((pair) => wanted.flatMap((figure) => candidateOf(pair, figure, base, next) ?? []));
  return {
    ...headerOf('compare', options.createdAt),
    interleaved: options.interleaved === true,
    acrossMachines: foreign !== undefined && options.acrossMachines === true,
    floorPercent: 100 * floorOf(options, candidates.every(isExact)),
    alpha,
    base: sideOf(base, options.names.base),
    new: sideOf(next, options.names.next),
    differences: differences.map(({ path, base: before, next: after }) => ({
      path,
      base: before,
      new: after,
    })) as Comparison['differences'],
    warnings: [...warningsOf(base, next, { ...options, foreign }), ...pairs.flatMap(answersOf)],
    comparisons: judged(candidates, base, next, { ...options, foreign }),
    attribution: wanted.includes('makespan') ? pairs.flatMap(attributionOf) : [],
  };
}

function isExact({ change }: Candidate): boolean {
  return change.exactMost !== undefined;
}

function floorOf({ floor }: ComparisonOptions, exact: boolean): number {
  return floor ?? (exact ? 0 : defaultFloor);
}

function candidateOf(pair: Pair, figure: FigureName, base: Report, next: Report): Candidate | undefined {
  const { typical } = figures[figure];
  const [before, after] = [samplesOf(base, pair.base, figure), samplesOf(next, pair.next, figure)];
  const paired = sameRandomStreams(base, next);
  const values = (samples: readonly Sample[], others: readonly Sample[]): number[] =>
    (paired ? shared(samples, others) : samples).map(({ value }) => value);
  const samples = { base: values(before, after), next: values(after, before) };
  if (samples.base.length === 0 || samples.next.length === 0) return undefined;
  const change =
    base.clock === 'virtual'
      ? simulatedChange(typical, samples.base, samples.next, { paired, seed: base.seed })
      : changeOf(typical, samples.base, samples.next, base.seed);
  return { ...pair, figure, samples, change };
}

function judged(
  candidates: readonly Candidate[],
  base: Report,
  next: Report,
  options: ComparisonOptions & { foreign: string | undefined },
) {
  // What is the same in every run of both cannot become significant, so it costs the others nothing (Tarone, 1990).
  const tested = candidates.filter(({ change }) => !change.constant);
  const corrected = new Map(holm(tested.map(({ change }) => change.p)).map((p, i) => [tested[i], p]));
  const systematicIn = ({ figure, ...modes }: Candidate): SystematicError | undefined =>
    base.clock === 'virtual' || options.interleaved === true || options.foreign !== undefined
      ? undefined
      : systematicErrorOf(figure, modes, base, next);
  const worlds =
    base.clock === 'real' || options.interleaved === true || options.acrossMachines === true
      ? undefined
      : worldDifference(base, next);
  return candidates.map((candidate): Comparison['comparisons'][number] => {
    const { figure, samples } = candidate;
    const { better } = figures[figure];
    const exact = isExact(candidate);
    const p = corrected.get(candidate) ?? 1;
    const change = ofMakespan(candidate, exact ? 0 : detectableOf(candidate, tested.length));
    const { exactMost, detectable } = change;
    const evidence = {
      ...change,
      runs: { base: samples.base.length, next: samples.next.length },
      better,
      p,
      tests: tested.length,
      floor: floorOf(options, exact),
      systematic: systematicIn(candidate),
    };
    const judgement = inWorlds(
      judgedByAnswers(
        exactMost !== undefined ? judgeExact(evidence, exactMost) : judge(evidence),
        answerChanges(candidate),
        figure,
      ),
      figure,
      worlds,
    );
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

/**
 * Waiting for a core is shown and judged by its share of the makespan: four times nearly nothing is still nearly
 * nothing.
 */
function ofMakespan({ figure, base, change }: Candidate, detectable: number | null) {
  const makespanMs = medianMakespan(base.runs);
  if (figure !== 'coreWait' || makespanMs === 0) return { ...change, detectable };
  const scale = change.base / makespanMs;
  const { interval, exactMost } = change;
  const share = (change.share === null ? change.next - change.base : change.share * change.base) / makespanMs;
  return {
    ...change,
    share,
    interval: interval && { low: interval.low * scale, high: interval.high * scale },
    detectable: detectable === null ? null : detectable * scale,
    ...(exactMost !== undefined && { exactMost: exactMost === Infinity ? Math.abs(share) : exactMost * scale }),
  };
}

/**
 * The smallest change that would have shown: what normal noise lets the test find in four of five cases, and no less
 * than what these very samples, moved apart, would need to become significant, as where some runs lie far out that is
 * more.
 */
function detectableOf({ figure, samples, change }: Candidate, tests: number): number | null {
  const needed = alpha / Math.max(1, tests);
  if (!(change.base > 0)) return null;
  const usual = detectableShift(samples.base, samples.next, needed, power);
  if (usual === null || change.constant || figures[figure].typical !== 'median') return usual;
  const { share, interval } = changeOf('median', samples.base, samples.next, 0, 1 - needed);
  return share === null || interval === null ? null : Math.max(usual, interval.high - share, share - interval.low);
}

/** Fewer answers are no improvement, and more answers are worth a longer makespan. */
function judgedByAnswers(judgement: Judgement, { less, more }: AnswerChanges, figure: FigureName): Judgement {
  if (figure === 'completeness') return judgement;
  if (less !== undefined && (judgement.verdict === 'faster' || judgement.verdict === 'same'))
    return { verdict: 'inconclusive', reason: `it answered less: ${less}` };
  if (more !== undefined && (judgement.verdict === 'slower' || judgement.verdict === 'same'))
    return { verdict: 'inconclusive', reason: `it answered more: ${more}` };
  return judgement;
}

/**
 * Whoever simulates without saying on how many cores gets those of the machine: what follows from that is no change.
 */
function inWorlds(judgement: Judgement, figure: FigureName, worlds: string | undefined): Judgement {
  if (worlds === undefined || worldless.has(figure)) return judgement;
  return {
    verdict: 'inconclusive',
    reason: `the runs had ${worlds}; make both with the same --cores N --workers N --contention X`,
  };
}

function answersOf(pair: Pair): string[] {
  const { less, more } = answerChanges(pair);
  return [
    ...(less === undefined
      ? []
      : [`${pair.base.mode} answered less (${less}), so nothing of it counts as faster or the same`]),
    ...(more === undefined
      ? []
      : [`${pair.base.mode} answered more (${more}), so nothing of it counts as slower or the same`]),
  ];
}

function attributionOf({ base, next }: Pair): Comparison['attribution'] {
  const [before, after] = [typicalParts(base), typicalParts(next)];
  return parts.map((part) => ({
    mode: base.mode,
    part,
    baseMs: before[part],
    newMs: after[part],
    differenceMs: after[part] - before[part],
  }));
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
