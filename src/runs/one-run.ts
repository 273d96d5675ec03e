import type { Answer } from '../agent/aggregate.js';
import { modes, type ModeName } from '../agent/modes.js';
import { runQuery } from '../agent/query.js';
import { openSpans, spansOf } from '../analysis/timeline.js';
import type { Source, World } from '../model/ports.js';
import type { Scope } from '../model/scope.js';
import type { Span, TraceEvent, TraceSink } from '../model/trace.js';
import type { Scenario } from '../scenario/schema.js';

export interface OneRun {
  readonly world: World;
  readonly sources: readonly Source[];
  readonly scenario: Scenario;
  readonly mode: ModeName;
  /** Which run of its mode it is, from 0. */
  readonly index: number;
  readonly within: Scope;
  /** Hears every event as it happens, beside the trace that is kept. */
  readonly listen?: TraceSink | undefined;
}

/** Asks the scenario's question once in one mode and returns the answer with its spans. */
export async function oneRun({ world, sources, scenario, mode, index, within, listen }: OneRun): Promise<{ answer: Answer; spans: Span[] }> {
  const { question, city, seed, limits, scale } = scenario;
  const events: TraceEvent[] = [];
  const sink: TraceSink = (event) => {
    events.push(event);
    listen?.(event);
  };
  const query = { index, seed, question, city };
  const ask = (): Promise<Answer> => runQuery({ mode: modes[mode].run, name: mode, query, world, sources, timeoutMs: limits.timeout * scale, sink, within });
  const answer = await world.drive(ask, () => openSpans(events));
  return { answer, spans: spansOf(events) };
}
