import { Chalk } from 'chalk';
import type { Plan } from '../../scenario/plan.js';
import type { Timer } from '../../model/ports.js';
import type { TraceEvent } from '../../model/trace.js';
import { realClock } from '../../time/real.js';
import { formatDuration } from '../../lib/duration.js';
import { ofRounds, progress, stillToDo, type Progress } from '../progress.js';
import { colorLevel } from '../terminal.js';
import { fewestColumns, fewestRows, frame, scenarioLanes, tenths, widestFrame, type ScenarioLanes } from './frame.js';
import { frames } from './frames.js';
import { LiveSpans } from './live-spans.js';
import { Screen } from './screen.js';

/** Shorter runs have no live timeline, in milliseconds. */
const worthWatchingMs = 300;

/**
 * Shows a run on real time as it happens. Until a run lasts `worthWatchingMs`, this is the plain line of `progress`.
 */
export function liveTimeline(plan: Plan, stream: NodeJS.WriteStream, color: boolean): Progress {
  const line = progress(plan, stream, color);
  const picture = new Picture(plan, stream, color);
  if (stream.columns < fewestColumns || stream.rows <= fewestRows) return line;
  let waiting: Timer | undefined;
  let shown: Pick<Progress, 'runBegins' | 'roundEnds' | 'stop'> = line;
  const show = (): void => {
    line.stop();
    shown = picture;
    picture.begin();
  };
  return {
    runBegins(mode, index, predictedMs) {
      line.runBegins(mode, index, predictedMs);
      picture.runBegins(mode, index, predictedMs);
      waiting?.cancel();
      if (shown === picture) picture.begin();
      else if ((predictedMs ?? 0) >= worthWatchingMs) show();
      else waiting = realClock.after(worthWatchingMs, show);
    },
    event(event) {
      picture.event(event);
      if (shown === line) line.event(event);
    },
    runEnds(mode, run) {
      waiting?.cancel();
      line.runEnds(mode, run);
    },
    roundEnds(done, spread) {
      line.roundEnds(done, spread);
      picture.roundEnds(done, spread);
    },
    stop() {
      waiting?.cancel();
      shown.stop();
    },
  };
}

/** The picture of the run in progress. */
class Picture {
  #spans = new LiveSpans();
  /** How far the clock of the run is ahead of ours: each mode has a clock, which stops while other modes run. */
  #aheadMs = 0;
  readonly #plan: Plan;
  readonly #paint: InstanceType<typeof Chalk>;
  readonly #screen: Screen;
  readonly #lanes: ScenarioLanes;
  #title: (elapsedMs: number) => string = () => '';
  #still = '';
  #firstMs: number | undefined;
  /** The longest makespan or prediction of any mode: all modes have one axis, so that a faster one is shorter. */
  #longestMs = 0;
  #end = (): void => {};

  constructor(plan: Plan, stream: NodeJS.WriteStream, color: boolean) {
    this.#plan = plan;
    this.#paint = new Chalk({ level: colorLevel(stream, color) });
    this.#screen = new Screen(stream);
    this.#lanes = scenarioLanes(plan.scenario, plan.workers);
    this.#frame('', 0); // the first frame takes longest, so it is made before anything is measured
  }

  runBegins(mode: string, index: number, predictedMs: number | null): void {
    this.#firstMs ??= realClock.now();
    this.#spans = new LiveSpans();
    this.#longestMs = Math.max(this.#longestMs, predictedMs ?? 0);
    const about = predictedMs === null ? '' : ` of about ${formatDuration(predictedMs)}`;
    const rounds =
      this.#plan.runs + this.#plan.warmup === 1
        ? ''
        : ` · ${index < 0 ? 'warming up' : `round ${index + 1}${ofRounds(this.#plan)}`}${this.#still}`;
    this.#title = (elapsedMs) => `${mode} · ${tenths(elapsedMs)}${about}${rounds}`;
  }

  event(event: TraceEvent): void {
    if (event.type === 'begin' && event.kind === 'query') this.#aheadMs = event.atMs - realClock.now();
    this.#spans.add(event);
  }

  roundEnds(done: number, spread: number | undefined): void {
    this.#still = stillToDo(this.#plan, done, spread, realClock.now() - (this.#firstMs ?? 0));
  }

  /** Draws the run in progress until it is over. */
  begin(): void {
    this.#end();
    this.#end = frames(() => {
      this.#draw();
      return !this.#spans.over;
    });
  }

  #draw(): void {
    const atMs = this.#spans.elapsedMs(realClock.now() + this.#aheadMs);
    this.#longestMs = Math.max(this.#longestMs, atMs);
    this.#screen.draw(this.#frame(this.#title(atMs), atMs));
  }

  #frame(title: string, atMs: number): string[] {
    const { columns, rows } = this.#screen.size();
    const content = { lanes: this.#lanes, spans: this.#spans, atMs, endMs: this.#longestMs, title, legend: true };
    return frame(content, { width: Math.min(columns, widestFrame), paint: this.#paint }, rows - 1);
  }

  stop(): void {
    this.#end();
    this.#screen.clear();
  }
}
