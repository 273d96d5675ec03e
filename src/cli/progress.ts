import ora from 'ora';
import { formatDuration } from '../lib/duration.js';
import { counted, printable, roughPercent } from '../lib/text.js';
import type { SpanBegin, TraceEvent } from '../model/trace.js';
import { fitted } from '../render/style.js';
import type { RunListener } from '../experiments/run/rounds.js';
import { inferenceWaits } from '../scenario/derived.js';
import type { Plan } from '../scenario/plan.js';
import { realClock } from '../time/real.js';
import { canRedraw, colorLevel } from './terminal.js';

/**
 * Shows on standard error where a run is. A spinner with a live line in a terminal, a line per finished mode elsewhere.
 */
export interface Progress extends Required<Pick<RunListener, 'runBegins' | 'event' | 'runEnds' | 'roundEnds'>> {
  /** Takes the live line away, for good. */
  stop(): void;
}

type Stream = NodeJS.WriteStream;

/** `color` is what `--no-color` leaves of it. */
export function progress(plan: Plan, stream: Stream, color: boolean): Progress {
  if (canRedraw(stream)) return liveLine(plan, stream, colorLevel(stream, color) > 0);
  return plan.clock === 'real' ? plainLines(plan, stream) : noProgress;
}

/** Nothing at all, for `--quiet`. */
export const noProgress: Progress = { runBegins() {}, event() {}, runEnds() {}, roundEnds() {}, stop() {} };

/** Lines about rounds, and about parts that are short each, come no more often than this, in milliseconds. */
const linesEveryMs = 2000;

/** What goes before the first run on real time. */
function starting({ scenario, workers }: Plan): string {
  if (inferenceWaits(scenario)) return `asking ${printable(scenario.inference.model)} …`;
  const kernel = (scenario.inference.type ?? 'kernel') === 'kernel';
  return `starting ${counted(workers, 'worker')}${kernel ? ' and calibrating' : ''} …`;
}

function plainLines(plan: Plan, stream: Stream): Progress {
  let saidMs = realClock.now();
  stream.write(`${printable(plan.scenario.name)}: ${starting(plan)}\n`);
  return {
    ...noProgress,
    runEnds(mode, run) {
      if (plan.runs === 1) stream.write(`${mode}: ${formatDuration(run.makespanMs)}\n`);
    },
    roundEnds(rounds, spread) {
      const nowMs = realClock.now();
      if (plan.runs === 1 || rounds < 1 || nowMs - saidMs < linesEveryMs) return;
      saidMs = nowMs;
      stream.write(`round ${rounds}${ofRounds(plan)}${precisionSoFar(plan, spread)}\n`);
    },
  };
}

function liveLine(plan: Plan, stream: Stream, colourful: boolean): Progress {
  const open = new Map<number, SpanBegin>();
  let title = plan.clock === 'real' ? starting(plan) : 'simulating …';
  let begunMs: number | undefined;
  let rounds = '';
  let firstMs: number | undefined;
  const line = (): string => {
    const elapsed =
      begunMs === undefined || plan.clock === 'virtual'
        ? ''
        : ` ${formatDuration(Math.floor((realClock.now() - begunMs) / 100) * 100)}`;
    return fitted(`${title}${elapsed}${doing([...open.values()])}`, stream.columns - 4);
  };
  // Left alone, ora swallows Ctrl-C while it spins.
  const spinner = ora({ stream, discardStdin: false, color: colourful ? 'cyan' : false, suffixText: line }).start();
  return {
    runBegins(mode, index, predictedMs) {
      const nth = index < 0 ? 'warming up, ' : rounds;
      title = `${nth}${mode}${predictedMs === null ? '' : ` (about ${formatDuration(predictedMs)})`}:`;
      begunMs = realClock.now();
      firstMs ??= begunMs;
    },
    event(event: TraceEvent) {
      if (event.type === 'end') open.delete(event.id);
      else if (
        event.type === 'begin' &&
        (event.kind === 'fetch' || event.kind === 'inference' || event.kind === 'backoff')
      )
        open.set(event.id, event);
    },
    runEnds() {},
    roundEnds(done, spread) {
      rounds =
        `${Math.max(0, done)}${ofRounds(plan)} ` +
        `done${stillToDo(plan, done, spread, realClock.now() - (firstMs ?? 0))} · `;
    },
    stop() {
      spinner.stop();
    },
  };
}

/**
 * About how long the rounds that are left take, or how far the intervals have come: a part of a sentence. So many
 * rounds took `tookMs`, with warming up.
 */
export function stillToDo(plan: Plan, done: number, spread: number | undefined, tookMs: number): string {
  if (plan.precision !== undefined) return precisionSoFar(plan, spread);
  const leftMs = (tookMs / (done + plan.warmup)) * (plan.runs - done);
  return leftMs > 1000 ? `, about ${wholeSeconds(leftMs)} left` : '';
}

/** What is left of a time, no more exactly than it can be known. */
function wholeSeconds(ms: number): string {
  return formatDuration(Math.round(ms / 1000) * 1000)
    .replace('.00 s', ' s')
    .replace(/\.0 s$/u, ' s');
}

/** ` of 10`, where it is known how many rounds there are. */
export function ofRounds({ runs, precision }: Plan): string {
  return precision === undefined ? ` of ${runs}` : '';
}

/** How far the intervals have come, where a precision is asked for. */
function precisionSoFar({ precision }: Plan, spread: number | undefined): string {
  if (precision === undefined) return '';
  return spread === undefined
    ? `, ± unknown so far, wanted ± ${roughPercent(precision)}`
    : `, ± ${roughPercent(spread)}, wanted ± ${roughPercent(precision)}`;
}

/** ` · fetching news, weather · inferring knowledge_base` */
function doing(spans: readonly SpanBegin[]): string {
  const part = (word: string, kind: SpanBegin['kind']): string => {
    const names = spans.filter((span) => span.kind === kind).map((span) => printable(span.name));
    if (names.length === 0) return '';
    return ` · ${word} ${names.length > 3 ? counted(names.length, 'source') : names.join(', ')}`;
  };
  return part('fetching', 'fetch') + part('backing off', 'backoff') + part('inferring', 'inference');
}

interface Part {
  readonly what: string;
  readonly sinceMs: number;
  readonly done: number;
  readonly of: number;
}

/**
 * Progress of work in parts: what is being done, how much of it, and about how long the rest takes. Where no line can
 * be drawn over, work whose parts take long says a line at each; other work says one now and then, and at once where
 * none is done yet.
 */
export function partsProgress(
  stream: Stream,
  wanted: boolean,
  long = false,
): { progress(what: string, done: number, of: number): void; stop(): void } {
  let part: Part = { what: '', sinceMs: 0, done: 0, of: 0 };
  const show = (what: string, done: number, of: number): void => {
    part = { what, done, of, sinceMs: what === part.what ? part.sinceMs : realClock.now() };
  };
  if (!canRedraw(stream)) {
    let saidMs = realClock.now();
    return {
      progress(what, done, of) {
        show(what, done, of);
        if (!long && done > 0 && realClock.now() - saidMs < linesEveryMs) return;
        saidMs = realClock.now();
        stream.write(`${partLine(part, long)}\n`);
      },
      stop() {},
    };
  }
  const line = (): string => {
    if (part.of === 0) return long ? 'starting …' : '';
    return fitted(partLine(part, long), stream.columns - 4);
  };
  const spinner = ora({
    stream,
    discardStdin: false,
    color: colorLevel(stream, wanted) > 0 ? 'cyan' : false,
    suffixText: line,
  }).start();
  return {
    progress: show,
    stop() {
      spinner.stop();
    },
  };
}

function partLine({ what, done, of, sinceMs }: Part, long: boolean): string {
  if (long) return `${done + 1} of ${of}: ${what} …`;
  const leftMs = done === 0 ? 0 : ((realClock.now() - sinceMs) / done) * (of - done);
  return `${what}: ${done} of ${of}${leftMs > 1000 ? `, about ${wholeSeconds(leftMs)} left` : ''}`;
}
