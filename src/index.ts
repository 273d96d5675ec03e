/** The library: run a scenario from a program and read its report. Prints nothing and keeps no process alive. */
import { coresAvailable } from './machine/environment.js';
import { printable, suggestion } from './lib/text.js';
import { Failure, UsageError } from './model/errors.js';
import { Scope } from './model/scope.js';
import type { Report } from './results/documents/run.js';
import { checkedOptions, type RunOptions } from './experiments/run/options.js';
import { runPlan } from './experiments/run/run-plan.js';
import { loadScenario, resolveScenario } from './scenario/load.js';
import { overridden } from './scenario/override.js';
import { makePlan } from './scenario/plan.js';
import type { ModeName } from './agent/modes.js';
import { silentContext, type Operation } from './experiments/operation.js';
import { operations, type InputOf } from './experiments/operations.js';
import type { DocumentKind, DocumentOf } from './results/documents/index.js';
import { issueLines } from './scenario/issues.js';
import type { WhatIfReport } from './results/documents/what-if.js';
import type { ScenarioInput } from './scenario/schema.js';
import { today } from './time/real.js';

export { UsageError } from './model/errors.js';
export type { InputOf } from './experiments/operations.js';
export type { DocumentKind, DocumentOf, Documents } from './results/documents/index.js';
export { compareReports, type ComparisonOptions } from './judge/comparison/compare-reports.js';
export { compareSchema, type Comparison } from './results/documents/compare.js';
export { readReport } from './results/read.js';
export { rendered } from './render/documents.js';
export { reporters } from './render/index.js';
export { plainStyle, type Style } from './render/style.js';
export { resilienceSchema, type ResilienceReport } from './results/documents/resilience.js';
export { schemaVersion } from './results/documents/header.js';
export { reportSchema } from './results/documents/run.js';
export { verificationSchema, type Verification } from './results/documents/verify.js';
export { sweepSchema, type SweepReport } from './results/documents/sweep.js';
export { whatIfReportSchema, type WhatIfReport } from './results/documents/what-if.js';
export { whatIfSchema, type WhatIf } from './results/documents/what-if-findings.js';
export { scenarioSchema } from './scenario/schema.js';
export type { ModeName } from './agent/modes.js';
export type { Json } from './model/json.js';
export type { Span, SpanKind, SpanOutcome, TraceEvent } from './model/trace.js';
export type { ModeReport, Report, RunReport } from './results/documents/run.js';
export type { RunListener } from './experiments/run/rounds.js';
export type { RunOptions } from './experiments/run/options.js';
export type { Scenario, ScenarioInput } from './scenario/schema.js';

/**
 * A scenario with its types, for a file that `agent-bench run ./my-agent.ts` loads: `export default defineScenario({
 * sources: [...] })`. Returns what it is given; it is checked when it is loaded.
 */
export function defineScenario(scenario: ScenarioInput): ScenarioInput {
  return scenario;
}

/**
 * Runs a scenario (a built-in's name, a file's path, or the scenario itself) in its modes and reports. Prints nothing,
 * saves nothing, and leaves nothing behind that would keep the process alive. Rejects with a `UsageError` if the
 * scenario or an option is wrong; sources that fail are part of the report.
 */
export async function run(scenario: string | ScenarioInput, stated: RunOptions = {}): Promise<Report> {
  const { options, overrides } = checkedOptions(stated);
  const {
    virtual = false,
    cores,
    contention = 1,
    runs = 1,
    warmup,
    precision,
    maxTimeMs,
    signal,
    listener = {},
  } = options;
  const loaded = typeof scenario === 'string' ? await loadScenario(scenario) : await resolveScenario(scenario);
  const plan = makePlan(
    { ...loaded, scenario: overridden(loaded.scenario, overrides) },
    { clock: virtual ? 'virtual' : 'real', runs, warmup, precision, maxTimeMs, cores, contention },
    coresAvailable().available,
  );
  const within = new Scope();
  const interrupt = (): void => {
    within.abort(new Failure('interrupted', 'interrupted by the caller'));
  };
  if (signal?.aborted === true) interrupt();
  signal?.addEventListener('abort', interrupt, { once: true });
  try {
    const report = await runPlan(plan, within, listener);
    return options.whatIf === true
      ? await (await import('./experiments/what-if/what-if.js')).withWhatIf(report, within)
      : report;
  } finally {
    signal?.removeEventListener('abort', interrupt);
  }
}

/** How `whatIf` looks at a report. */
export interface WhatIfOptions {
  /** One of the report's modes; its fastest where left out. */
  readonly mode?: ModeName;
  /** Changes that are made together, as `--set` takes them: `knowledge_base=0.5x`, `workers=4`. */
  readonly set?: readonly string[];
}

/**
 * What would help: replays the measured runs of a mode with every part faster, slower, gone or one more, and says what
 * each change gains, and what those of `set` come to together. Takes a report of `run` or `readReport`. Rejects with a
 * `UsageError` where the report has no such mode or a change cannot be. Takes seconds at most unless the report has
 * hundreds of sources.
 */
export async function whatIf(report: Report, { mode, set }: WhatIfOptions = {}): Promise<WhatIfReport> {
  const [{ whatIfReport }, { fullBudget }] = await Promise.all([
    import('./experiments/what-if/what-if-report.js'),
    import('./experiments/what-if/what-if.js'),
  ]);
  return whatIfReport(report, { mode, set, createdAt: today(), within: new Scope(), budget: fullBudget });
}

/** How an operation is done from a program. */
export interface OperationOptions {
  /** Aborting it ends the operation: with what was finished, or with a rejection where nothing was. */
  readonly signal?: AbortSignal;
  /** Called with which part of the work is done. */
  readonly progress?: (what: string, done: number, of: number) => void;
  /** Called with warnings and notes, each in a line. */
  readonly note?: (line: string) => void;
}

/**
 * Does an operation with the input that its command line has, its fields in camelCase; texts such as `'1.5s'` are taken
 * as well as values. Prints nothing and saves nothing. Rejects with a `UsageError` that names what is wrong.
 */
export async function perform<K extends DocumentKind>(
  name: K,
  input: InputOf<K>,
  { signal, progress, note }: OperationOptions = {},
): Promise<DocumentOf<K>> {
  if (!Object.hasOwn(operations, name))
    throw new UsageError(`unknown operation '${printable(name)}'${suggestion(name, Object.keys(operations))}`);
  const operation: Operation = await operations[name]();
  const parsed = operation.input.safeParse(input, { reportInput: true });
  if (!parsed.success)
    throw new UsageError(
      [`wrong input of ${name}:`, ...issueLines(parsed.error, operation.input).map((line) => `  ${line}`)].join('\n'),
    );
  const within = new Scope();
  const interrupt = (): void => {
    within.abort(new Failure('interrupted', 'interrupted by the caller'));
  };
  if (signal?.aborted === true) interrupt();
  signal?.addEventListener('abort', interrupt, { once: true });
  const callbacks = { ...(progress !== undefined && { progress }), ...(note !== undefined && { note }) };
  try {
    return (await operation.run(parsed.data, { ...silentContext(within), ...callbacks })) as DocumentOf<K>;
  } finally {
    signal?.removeEventListener('abort', interrupt);
  }
}
