import type { z } from 'zod';
import { UsageError } from '../model/errors.js';
import type { Scope } from '../model/scope.js';
import type { DocumentKind } from '../results/documents/index.js';
import type { Report } from '../results/documents/run.js';
import type { DocumentOf } from '../results/documents/index.js';
import type { Plan } from '../scenario/plan.js';
import type { RunListener } from './run/rounds.js';

/**
 * One thing that agent-bench can do, defined once: the command line's flags, help and completion, the library's
 * functions, the JSON Schema of its input and its page of reference all derive from it. Each is in
 * `experiments/NAME/operation.ts`, and a line of the table in `experiments/operations.ts`.
 */
export interface Operation<K extends DocumentKind = DocumentKind, I extends z.ZodObject = z.ZodObject> {
  /** What is typed, and the kind of the document that it writes. */
  readonly name: K;
  readonly summary: string;
  /** Every field is described, and says by `flag` or `argument` of `experiments/flags.ts` how it is typed. */
  readonly input: I;
  /** Command lines, each perhaps with what it is for. */
  readonly examples: readonly Example[];
  /**
   * Does it. Rejects with a UsageError that names a wrong flag or field, and with the scope's reason where it was
   * aborted before anything was finished; what was finished later than that is in the document.
   */
  run(input: z.output<I>, context: Context): Promise<DocumentOf<K>>;
}

/** A command line without `agent-bench`, and what it is for. */
export type Example = readonly [command: string, what?: string];

/** An operation with the types of its parts. */
export function operation<K extends DocumentKind, I extends z.ZodObject>(made: Operation<K, I>): Operation<K, I> {
  return made;
}

/** Watches one run of a plan, until it is stopped. */
export interface Watch extends RunListener {
  stop(): void;
}

/** What an operation is run in: who may end it, whom it tells of its progress, and what only some callers can do. */
export interface Context {
  /** Aborting it ends the operation. */
  readonly within: Scope;
  /** Called once all that was asked for is settled and measuring begins. What it throws ends the operation. */
  begins(plan?: Plan): Promise<void>;
  /** Called with a warning or a note in one line. */
  note(line: string): void;
  /** Called with which part of the work is done. */
  progress(what: string, done: number, of: number): void;
  /** Begins to watch a run of a plan. */
  watch(plan: Plan): Promise<Watch>;
  /** Lets a stand-in answer for the plan's sources over HTTP and its model server while something is done. */
  standIn<T>(plan: Plan, work: (plan: Plan) => Promise<T>): Promise<T>;
  /**
   * The input of an operation from the words of a command line, and the first flag among them of a field that is not
   * one of `own`. A UsageError begins with `where`.
   */
  typed(
    name: DocumentKind,
    words: readonly string[],
    own: ReadonlySet<string>,
    where: string,
  ): Promise<{ readonly input: object; readonly foreign: string | undefined }>;
  /** Called with the two reports that a comparison is of, before it is made; `fresh` are not saved anywhere yet. */
  sides(reports: readonly [Report, Report], fresh: boolean): Promise<void>;
  /** Called with a defect in what is added to a document that is whole without it. */
  defect(thrown: unknown): void;
}

/** A context without listeners, in which defects are thrown. */
export function silentContext(within: Scope): Context {
  return {
    within,
    begins: () => Promise.resolve(),
    note() {},
    progress() {},
    watch: () => Promise.resolve({ stop() {} }),
    standIn: () => Promise.reject(new UsageError('mock: a stand-in is started by the command line alone')),
    sides: () => Promise.resolve(),
    typed: () => Promise.reject(new UsageError('a command line is read by the command line alone')),
    defect(thrown) {
      throw thrown;
    },
  };
}

/** Does something with a plan; where the input says `mock`, while a stand-in answers for its sources and its model. */
export function onStandIn<T>(
  plan: Plan,
  { mock }: { readonly mock?: boolean | undefined },
  context: Context,
  work: (plan: Plan) => Promise<T>,
): Promise<T> {
  return mock === true ? context.standIn(plan, work) : work(plan);
}
