import { inferRemotely } from '../agent/infer-remotely.js';
import { faultPolicy } from '../faults/index.js';
import { Semaphore } from '../lib/semaphore.js';
import { compose } from '../model/compose.js';
import { Failure } from '../model/errors.js';
import type { Ask, CallContext, Infer, Policy } from '../model/ports.js';
import type { Scenario } from '../scenario/schema.js';
import { maxFaults } from '../scenario/fields/source.js';

/**
 * What goes wrong with a scenario's model, outermost first; nothing goes wrong with the one that is asked in its place.
 * What is wrapped is a request that answers with the text that the model wrote. `beganMs` says when the run began, on
 * the world's clock.
 */
export function modelFaults(
  { inference, scale }: Pick<Scenario, 'inference' | 'scale'>,
  beganMs: (context: CallContext) => number,
): Policy[] {
  if (inference.type !== 'openai') return [];
  // Numbered behind all faults of sources: a model has a random stream of its own.
  return inference.modelFaults.map((fault, i) => faultPolicy(fault, { scale, number: maxFaults + i, beganMs })!);
}

/**
 * Inference by the scenario's model server, however that is asked: its faults, its second model, and no more requests
 * at once than it takes.
 */
export function remoteInference(scenario: Scenario, ask: Ask): (runBeganMs: () => number) => Infer {
  const { inference } = scenario;
  if (inference.type !== 'openai') throw new Error('this scenario has no model server');
  const { model, fallbackModel, concurrency } = inference;
  const permits = new Semaphore(concurrency);
  return (runBeganMs) =>
    inferRemotely(faulty(ask, model, modelFaults(scenario, runBeganMs)), { model, fallbackModel, permits });
}

/** The faults see, and spoil, the text of the answer. */
function faulty(ask: Ask, model: string, faults: readonly Policy[]): Ask {
  if (faults.length === 0) return ask;
  return async (query, context) => {
    if (context.model !== model) return ask(query, context);
    let whole: Awaited<ReturnType<Ask>> | undefined;
    const text = await compose(faults, async (asked, { scope }) => {
      whole = await ask(asked, { ...context, scope });
      return whole.summary;
    })(query, context);
    if (typeof text !== 'string' || whole === undefined) throw new Failure('malformed', 'answer: expected a text');
    return { ...whole, summary: text };
  };
}
