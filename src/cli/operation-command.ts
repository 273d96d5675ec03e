import { CommanderError, type Command } from 'commander';
import type { partsProgress } from './progress.js';
import type { z } from 'zod';
import { listed, printable } from '../lib/text.js';
import { UsageError } from '../model/errors.js';
import type { Context, Operation, Watch } from '../experiments/operation.js';
import { operations } from '../experiments/operations.js';
import type { DocumentKind } from '../results/documents/index.js';
import type { DocumentOf } from '../results/documents/index.js';
import type { Report } from '../results/documents/run.js';
import type { Plan } from '../scenario/plan.js';
import { command, type CommandSpec, type CommonFlags } from './command.js';
import { commandFrom, inputOf, kebab } from './commander.js';
import { exitCodeOf } from './exit-codes.js';
import { interruptible } from './interrupt.js';
import { outputsOf, type Flags } from './outputs.js';
import { filesNamed, outputFiles, saveAll, type OutputFiles } from './output/output-files.js';
import { checkWritable, newReportPath } from './output/save.js';
import { show } from './output/show.js';
import { today } from '../time/real.js';
import { canRedraw } from './terminal.js';

/** Operations whose documents are saved only where a flag says so: what they are made of is there already. */
const savedOnRequest: ReadonlySet<DocumentKind> = new Set(['what-if', 'compare', 'ask', 'record', 'doctor']);

/** Operations whose parts take long each, so that every one of them is said. */
const longParts: ReadonlySet<DocumentKind> = new Set(['verify']);

/** Words beside the examples. */
const notes: Partial<Record<DocumentKind, string>> = {
  compare: 'One sample of each says nothing: make reports with `agent-bench run --runs 10`.',
};

/** An operation as a command: its input, and where its documents go. */
export function operationCommand(operation: Operation): CommandSpec {
  const { name, summary, examples } = operation;
  const note = notes[name];
  return command({
    name,
    summary,
    examples,
    ...(note !== undefined && { notes: note }),
    ...(name === 'compare' && { dashes: true as const }), // of a side of --interleaved
    input: operation.input.extend(outputsOf(name)),
    run: (typed, common) => perform(operation, typed, common),
  });
}

/** Runs an operation in this terminal, delivers its document, and returns the exit code. */
async function perform(operation: Operation, typed: Record<string, unknown>, { color }: CommonFlags): Promise<number> {
  const input = pick(typed, Object.keys(operation.input.shape));
  const flags = { ...flagsOf(operation.name, typed), color };
  const terminal = new Terminal(operation.name, input, flags);
  let document: DocumentOf<DocumentKind>;
  try {
    document = await operation.run(input, terminal.context);
  } finally {
    terminal.stop();
  }
  await show(document, { files: await terminal.files(), flags, input, sides: terminal.sides });
  if (terminal.defect !== undefined) throw terminal.defect;
  return exitCodeOf(document, input, terminal.context.within.reason !== undefined);
}

function pick(values: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.filter((name) => values[name] !== undefined).map((name) => [name, values[name]]));
}

/** `ask --json` alone prints. */
function flagsOf(name: DocumentKind, typed: Record<string, unknown>): Flags {
  const flags = pick(typed, Object.keys(outputsOf(name)));
  return flags['json'] === true ? { ...flags, json: '-' } : flags;
}

/** An operation's context on the command line: what it says goes to standard error, and Ctrl-C ends it. */
class Terminal {
  readonly #kind: DocumentKind;
  readonly #input: Record<string, unknown>;
  readonly #flags: Flags & CommonFlags;
  #files: OutputFiles | undefined;
  #partsProgress: typeof partsProgress | undefined;
  #parts: ReturnType<typeof partsProgress> | undefined;
  #partsLong = false;
  #plan: Plan | undefined;
  sides: readonly [Report, Report] | undefined;
  defect: unknown;
  readonly context: Context;

  constructor(kind: DocumentKind, input: Record<string, unknown>, flags: Flags & CommonFlags) {
    this.#kind = kind;
    this.#input = input;
    this.#flags = flags;
    this.context = {
      within: interruptible(),
      begins: async (plan) => {
        this.#plan = plan;
        if (plan !== undefined) this.#refuseNoGates(plan);
        if (kind === 'record') await this.#checkOutput();
        // Runs that are compared as they are made are kept.
        if (kind === 'compare' && plan !== undefined) await checkWritable(newReportPath(today()));
        await this.files();
        if (kind !== 'run') this.#partsProgress = (await import('./progress.js')).partsProgress;
      },
      note: (line) => {
        if (flags.quiet !== true) process.stderr.write(`${line}\n`);
      },
      progress: (what, done, of) => this.#progress(what, done, of),
      watch: (plan) => this.#watch(plan),
      standIn: async (plan, work) => (await import('./stand-in.js')).withStandIn(plan, work),
      typed: typedInput,
      sides: (reports, fresh) => this.#keep(reports, fresh),
      defect: (thrown) => {
        this.defect = thrown;
      },
    };
  }

  /** The files that documents go to, found to be writable when they are first asked for. */
  async files(): Promise<OutputFiles> {
    if (this.#files !== undefined) return this.#files;
    const { scenario, base, new: next } = this.#input;
    const reads = [scenario, base, next].filter((path) => typeof path === 'string');
    const found = savedOnRequest.has(this.#kind) ? filesNamed : outputFiles;
    this.#files = await found(this.#flags, ...reads);
    return this.#files;
  }

  stop(): void {
    this.#parts?.stop();
    this.#parts = undefined;
  }

  async #checkOutput(): Promise<void> {
    const { output } = this.#input;
    if (typeof output === 'string' && output !== '-') await checkWritable(output, '-o');
  }

  #refuseNoGates({ scenario }: Plan): void {
    const { junit } = this.#flags;
    if (junit !== undefined && scenario.gates.length === 0)
      throw new UsageError(
        `--junit ${printable(junit)}: there are no gates to write about; state one with --gate, or as gates in the ` +
          'scenario',
      );
  }

  /** Draws at once, so that a timer of the drawing is set before what is measured begins, and never after the end. */
  #progress(what: string, done: number, of: number): void {
    const long = longParts.has(this.#kind) || (this.#kind === 'what-if' && what !== 'changes' && this.#onRealTime());
    if (long !== this.#partsLong) this.stop();
    this.#partsLong = long;
    this.#parts ??= this.#partsProgress?.(process.stderr, this.#flags.color, long);
    this.#parts?.progress(what, done, of);
    if (this.#kind === 'compare' && done > 0 && !canRedraw(process.stderr) && this.#onRealTime())
      process.stderr.write(`round ${done} of ${of}\n`);
  }

  #onRealTime(): boolean {
    return this.#plan?.clock === 'real';
  }

  async #watch(plan: Plan): Promise<Watch> {
    const { quiet, verbose, live, color } = this.#flags;
    const { json: file } = await this.files();
    // A full disk now is no reason to end the run: the last save says so, beside the results.
    const progressed = async (report: Report): Promise<void> => {
      if (this.#kind === 'run')
        await saveAll({ json: async () => (await import('../render/documents.js')).json(report) }, { json: file });
    };
    if (quiet === true) return { progressed, stop() {} };
    if (verbose === true) {
      const { spanLog } = await import('./output/span-log.js');
      return { event: spanLog((line) => process.stderr.write(line)), progressed, stop() {} };
    }
    if (this.#kind === 'run' && live !== false && plan.clock === 'real' && canRedraw(process.stderr)) {
      const { liveTimeline } = await import('./live/live-timeline.js');
      return { ...liveTimeline(plan, process.stderr, color), progressed };
    }
    const { progress } = await import('./progress.js');
    return { ...progress(plan, process.stderr, color), progressed };
  }

  /** Saves reports that are fresh before they are compared, so that minutes of measuring are not lost. */
  async #keep(reports: readonly [Report, Report], fresh: boolean): Promise<void> {
    this.sides = reports;
    this.stop();
    if (!fresh) return;
    const { json } = await import('../render/documents.js');
    const places = ['base', 'new'].map((side) =>
      newReportPath(reports[0].createdAt).replace(/\.json$/u, `-${side}.json`),
    );
    for (const [i, report] of reports.entries()) {
      const { failures } = await saveAll({ json: () => json(report) }, { json: places[i]! });
      if (failures.length > 0) throw failures[0];
    }
    this.context.note(`The runs are saved in ${listed(places)}`);
  }
}

/** The input of an operation from words, as another operation is given them in quotes. */
async function typedInput(
  name: DocumentKind,
  words: readonly string[],
  own: ReadonlySet<string>,
  where: string,
): Promise<{ readonly input: object; readonly foreign: string | undefined }> {
  const operation = await operations[name]();
  const made: Command = commandFrom(operationCommand(operation), () => {})
    .exitOverride()
    .configureOutput({ writeOut() {}, writeErr() {} })
    .helpOption(false)
    .action(() => {});
  try {
    made.parse(words, { from: 'user' });
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    throw new UsageError(`${where}: ${thrown.message.replace(/^error: /u, '').replaceAll('\n', ' ')}`);
  }
  const foreign = Object.keys(made.opts()).find(
    (field) => made.getOptionValueSource(field) === 'cli' && !own.has(field),
  );
  return {
    input: inputOf(made, operation.input as z.ZodObject),
    foreign: foreign === undefined ? undefined : `--${kebab(foreign)}`,
  };
}
