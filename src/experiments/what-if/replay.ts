import type { ModeName } from '../../agent/modes.js';
import { printable } from '../../lib/text.js';
import { Failure, UsageError, type FailureKind } from '../../model/errors.js';
import { answerMs } from '../../inference/model-server/simulated-server.js';
import type { Json } from '../../model/json.js';
import type { AskContext, Call, CallContext, Fetch, Inference } from '../../model/ports.js';
import type { Query } from '../../model/query.js';
import type { Scope } from '../../model/scope.js';
import { hang, sleep } from '../../model/permit.js';
import type { Report } from '../../results/documents/run.js';
import { isStateful, statedCost } from '../../scenario/derived.js';
import type { LoadedScenario } from '../../scenario/load.js';
import { placeholderPayload } from '../../scenario/placeholder-payload.js';
import type { Repeat } from '../../world/virtual.js';
import type { Scenario, ScenarioSource } from '../../scenario/schema.js';
import { simulate, type Simulated } from '../run/simulate.js';
import { factorOf, runConfigOf, withChanges, type RunConfig } from './changed.js';
import type { Change, Stage } from './change.js';
import {
  costsOf,
  measuredRun,
  untracedIn,
  wasCut,
  type MeasuredRun,
  type Took,
  type TookInference,
  type TracedRun,
} from './recorded-durations.js';

/** A mode of a report, ready to be run again on the virtual clock with what its parts were measured to take. */
export interface RecordedRuns {
  readonly clock: Report['clock'];
  readonly contention: number;
  /** As it was run. */
  readonly runConfig: RunConfig;
  readonly runs: readonly MeasuredRun[];
  /** What its sources answer, by name. */
  readonly payloads: LoadedScenario['payloads'];
  /** The number of the first of them. */
  readonly from: number;
  /** A source that answered in some run without a trace of what it took, so that there is nothing to replay. */
  readonly untraced?: string | undefined;
}

/** What a report has measured of a mode. */
export function recordedRunsOf(
  { clock, world, scenario }: Pick<Report, 'clock' | 'world' | 'scenario'>,
  { mode, runs }: { readonly mode: ModeName; readonly runs: readonly TracedRun[] },
): RecordedRuns {
  const { cores, contention } = world;
  return {
    clock,
    contention,
    runConfig: runConfigOf({ world, scenario }, mode),
    runs: runs.map(({ spans }) => measuredRun(spans, scenario, cores, contention)),
    payloads: loadedFor(scenario).payloads,
    from: 0,
    untraced: runs.flatMap((run) => untracedIn(run) ?? [])[0],
  };
}

/** Refuses with a UsageError what cannot be replayed. */
export function refuseUntraced({ untraced, runConfig: { mode } }: RecordedRuns): void {
  if (untraced === undefined) return;
  throw new UsageError(
    printable(
      `the report has no trace of what '${untraced}' took in ${mode} mode, so there is nothing to replay; make it ` +
        'again',
    ),
  );
}

/** The first of recorded runs. */
export function firstRuns(recorded: RecordedRuns, count: number): RecordedRuns {
  return { ...recorded, runs: recorded.runs.slice(0, count) };
}

/**
 * The recorded runs that replaying one of them takes, which comes last: all before it where the agent is stateful, and
 * it alone otherwise.
 */
export function upToRun(recorded: RecordedRuns, index: number): RecordedRuns {
  const from = isStateful(recorded.runConfig.scenario) ? 0 : index;
  return { ...recorded, runs: recorded.runs.slice(from, index + 1), from: recorded.from + from };
}

/**
 * Runs every measured run again on the virtual clock, with changes: the same mode, agent and policies, in which each
 * attempt and each inference takes what it was measured to take, times its factor. What was not measured, because it
 * was cut short or the run did not come to it or something else stood in for it, and faults that depend on when they
 * are met, are simulated as the scenario states them; so are attempts that were measured on simulated time, which are
 * drawn again from the same random streams. What stands in for an inference takes what it takes, however much faster
 * that becomes. `keep` takes of each run what is wanted. A UsageError says which change cannot be, or that nothing was
 * measured.
 */
export async function replay<T>(
  recorded: RecordedRuns,
  changes: readonly Change[],
  within: Scope,
  keep: (run: Simulated) => T,
): Promise<T[]> {
  refuseUntraced(recorded);
  const { contention, runs, from, payloads } = recorded;
  const changed = withChanges(recorded.runConfig, changes);
  const { scenario, mode, cores, workers } = changed;
  const loaded = loadedFor(scenario, payloads);
  const repeat = repeatOf(recorded, changed, loaded.payloads);
  return simulate(loaded, { mode, cores, workers, contention, within, from, runs: runs.length, repeat }, keep);
}

/**
 * A scenario from a report, which says nothing of what its payload files held. `known` are payloads that were made
 * before.
 */
export function loadedFor(scenario: Scenario, known?: LoadedScenario['payloads']): LoadedScenario {
  return {
    scenario,
    payloads: new Map(
      scenario.sources.map(({ name, payload }) => [
        name,
        known?.get(name) ?? payload?.inline ?? placeholderPayload(name),
      ]),
    ),
    folder: '',
  };
}

/**
 * Stamps are rounded to a nanosecond, and what sums of some thousand of them come to is so much off at most.
 * Milliseconds.
 */
const rounding = 1e-3;

/** What the wrappers of a replay look up. */
interface Lookup {
  readonly runConfig: RunConfig;
  readonly clock: Report['clock'];
  readonly runOf: (query: Query) => MeasuredRun | undefined;
  /** The source whose durations stand for those of a source. */
  readonly measuredAs: (name: string) => string;
  readonly delayOf: (stage: Stage, name: string, query: Query) => number;
}

function repeatOf(
  { runs, clock, from }: RecordedRuns,
  runConfig: RunConfig,
  payloads: LoadedScenario['payloads'],
): Repeat {
  const { likeness, delaysMs, scenario } = runConfig;
  const sources = new Map(scenario.sources.map((source) => [source.name, source]));
  const lookup: Lookup = {
    runConfig,
    clock,
    runOf: ({ index }) => runs[index - from],
    // On simulated time draws are reproducible, so that a copy of a source has a random stream of its own.
    measuredAs: (name) => (clock === 'virtual' ? name : (likeness.get(name) ?? name)),
    delayOf: (stage, name, { index }) =>
      index - from === runs.length - 1 ? (delaysMs?.get(`${stage} ${name}`) ?? 0) : 0,
  };
  return {
    attempt: (name) => (next) =>
      delayed(repeatedFetch(sources.get(name)!, next, payloads.get(name)!, lookup), (query) =>
        lookup.delayOf('fetch', name, query),
      ),
    infer: repeatedJobs(lookup),
    ask: repeatedRequests(lookup),
  };
}

/** Attempts at a source that take what they were measured to take. */
function repeatedFetch({ name, latency }: ScenarioSource, next: Fetch, payload: Json, lookup: Lookup): Fetch {
  const { runConfig, clock, runOf, measuredAs } = lookup;
  if (clock === 'virtual') return next;
  const factor = factorOf(runConfig, 'fetch', name);
  return (query, context) => {
    const took = runOf(query)?.attempts.get(measuredAs(context.source))?.[context.attempt - 1];
    if (took === undefined) return next(query, context);
    if (wasCut(took.outcome))
      return latency === undefined ? hang(context.scope) : longer(took.ms * factor, context, next(query, context));
    return again(took, took.ms * factor, context, payload);
  };
}

/** Jobs on workers that take what they were measured to take. */
function repeatedJobs({ runConfig, runOf, measuredAs, delayOf }: Lookup): Repeat['infer'] {
  const { scenario } = runConfig;
  const { inference } = scenario;
  const costs = new Map(scenario.sources.map((source) => [source.name, costsOf(source, scenario)]));
  const stated = new Set(
    scenario.sources.filter((source) => statedCost(source, scenario) !== undefined).map(({ name }) => name),
  );
  return (next) => (query, context) => {
    const { source, tally, costMs } = context;
    const delayMs = delayOf('inference', source, query);
    const standIn = costs.get(source)!.indexOf(costMs);
    const took = sameInference(runOf(query)?.jobs.get(measuredAs(source))?.[tally.attempts], standIn);
    if (took === undefined || inference.faults.length > 0 || (wasCut(took.outcome) && stated.has(source)))
      return next(query, delayMs === 0 ? context : { ...context, costMs: costMs + delayMs });
    const measuredMs = took.ms * (standIn === 0 ? factorOf(runConfig, 'inference', source) : 1);
    const workMs = Math.abs(measuredMs - costMs) < rounding ? costMs : measuredMs;
    const repeated = next(query, { ...context, costMs: workMs + delayMs });
    return took.outcome === 'ok' || took.outcome === 'cached'
      ? repeated
      : repeated.then(() => Promise.reject(failed(took.outcome as FailureKind)));
  };
}

/** Requests to a model server that take what they were measured to take. */
function repeatedRequests({ runConfig, clock, runOf, measuredAs, delayOf }: Lookup): Repeat['ask'] {
  const { inference, scale } = runConfig.scenario;
  return (next) => (query, context) => {
    if (inference.type !== 'openai') return next(query, context);
    const standIn = context.model === inference.model ? 0 : 1;
    const factor = standIn === 0 ? factorOf(runConfig, 'inference', context.source) : 1;
    const asking: Call<AskContext, Inference> = (_, { source, attempt }) => {
      const took = sameInference(runOf(query)?.requests.get(measuredAs(source))?.[attempt - 1], standIn);
      const isFaulty = standIn === 0 && inference.modelFaults.length > 0;
      if (clock !== 'virtual' && took !== undefined && !wasCut(took.outcome) && !isFaulty)
        return again(took, took.ms * factor, context, nothing);
      return factor === 1
        ? next(query, context)
        : again({ outcome: 'ok' }, answerMs(inference, scale) * factor, context, nothing);
    };
    return delayed(asking, () => delayOf('inference', context.source, query))(query, context);
  };
}

/** What was measured, if it is of the same inference: the stated one, or the same stand-in. */
function sameInference(took: TookInference | undefined, standIn: number): TookInference | undefined {
  return took?.standIn === standIn ? took : undefined;
}

/** A call whose answer takes so much longer. */
function delayed<C extends CallContext, T>(call: Call<C, T>, delayMs: (query: Query) => number): Call<C, T> {
  return (query, context) => {
    const ms = delayMs(query);
    return ms === 0 ? call(query, context) : call(query, context).then((answer) => after(ms, context, answer));
  };
}

async function after<T>(ms: number, { clock, scope }: CallContext, answer: T): Promise<T> {
  await sleep(clock, ms, scope);
  return answer;
}

const nothing = { summary: '', keyPhrases: [], rankedSentences: [], tokens: { total: 0, distinct: 0, sentences: 0 } };

/** Takes its time, and then ends as it did. */
async function again<T extends Json | typeof nothing>(
  { outcome }: Pick<Took, 'outcome'>,
  ms: number,
  { clock, scope }: CallContext,
  answer: T,
): Promise<T> {
  await sleep(clock, ms, scope);
  if (outcome !== 'ok' && outcome !== 'cached') throw failed(outcome);
  return answer;
}

function failed(kind: FailureKind): Failure {
  return new Failure(kind, 'as it was measured');
}

/** What was cut off takes as long as it is simulated to take, but not less than it was seen to take. */
async function longer<T>(ms: number, { clock, scope }: CallContext, simulated: Promise<T>): Promise<T> {
  const [answer] = await Promise.all([simulated, sleep(clock, ms, scope)]);
  return answer;
}
