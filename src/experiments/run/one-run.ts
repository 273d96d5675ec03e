import type { Answer } from '../../model/outcome.js';
import { modes, type ModeName } from '../../agent/modes.js';
import { runQuery } from '../../agent/query.js';
import { TimelineFold, type Instant } from '../../analysis/timeline.js';
import { Failure } from '../../model/errors.js';
import type { Agent, World } from '../../model/ports.js';
import type { Scope } from '../../model/scope.js';
import type { Span, TraceSink } from '../../model/trace.js';
import { queryOf, quorumOf } from '../../scenario/derived.js';
import type { Scenario } from '../../scenario/schema.js';

export interface OneRun {
  readonly world: Pick<World, 'clock' | 'loopBlocks' | 'drive'>;
  readonly agent: Agent;
  readonly scenario: Scenario;
  readonly mode: ModeName;
  /** Which run of its mode it is, from 0. */
  readonly index: number;
  readonly within: Scope;
  /** Receives every event as it happens, beside the trace that is kept. */
  readonly listen?: TraceSink | undefined;
}

/**
 * Asks the scenario's question once in one mode and returns the answer with its spans. Rejects with what `listen`
 * throws, once the query has ended.
 */
export async function oneRun({
  world,
  agent,
  scenario,
  mode,
  index,
  within,
  listen,
}: OneRun): Promise<{ answer: Answer; spans: Span[]; instants: Instant[] }> {
  const { limits, scale } = scenario;
  const timeline = new TimelineFold();
  const scope = within.child();
  let complaint: { readonly thrown: unknown } | undefined;
  // Events come from timers and threads, where nobody could catch what a listener throws: it ends the query and is
  // thrown then.
  const sink: TraceSink = (event) => {
    timeline.add(event);
    if (complaint !== undefined) return;
    try {
      listen?.(event);
    } catch (thrown) {
      complaint = { thrown };
      scope.abort(new Failure('interrupted', 'a listener of the run has thrown an error'));
    }
  };
  const quorum = quorumOf(scenario);
  const ask = (): Promise<Answer> =>
    runQuery({
      mode: modes[mode].run,
      name: mode,
      query: queryOf(scenario, index),
      world,
      agent,
      timeoutMs: limits.timeout * scale,
      quorum,
      sink,
      within: scope,
    });
  const answer = await world.drive(ask, () => timeline.open);
  scope.close();
  if (complaint !== undefined) throw complaint.thrown;
  return { answer, ...timeline.result() };
}
