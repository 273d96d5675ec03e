import { UsageError } from '../model/errors.js';
import type { Plan } from '../scenario/plan.js';
import type { ScenarioSource } from '../scenario/schema.js';
import { whyNoLatency } from '../scenario/derived.js';
import { pointedAt } from '../server/mock/pointed-at.js';
import { startMock } from '../server/mock/start.js';
import { realClock } from '../time/real.js';

/**
 * Does something with a plan while a stand-in in this process answers for its sources over HTTP and its
 * openai model.
 */
export async function withStandIn<T>(plan: Plan, work: (plan: Plan) => Promise<T>): Promise<T> {
  if (plan.clock === 'virtual')
    throw new UsageError('--mock: on simulated time nobody is asked; leave out --mock or --virtual');
  const missing = whyNoLatency(plan.scenario, '--mock', isStoodInFor);
  if (missing !== undefined) throw new UsageError(missing);
  const server = await startMock({ loaded: { ...plan, scenario: healthy(plan) }, port: 0, clock: realClock });
  try {
    process.stderr.write(`A stand-in on ${server.url} answers for the http sources and the model.\n`);
    return await work({ ...plan, scenario: pointedAt(plan, server.url, { shownAs: 'http://stand-in' }) });
  } finally {
    await server.close();
  }
}

function isStoodInFor({ type }: ScenarioSource): boolean {
  return type === 'http';
}

/**
 * What of a scenario is asked over HTTP, as it is in health: its faults stay with the agent, where each mode meets them
 * anew and predictions know of them.
 */
function healthy({ scenario }: Plan): Plan['scenario'] {
  const { inference } = scenario;
  const sources = scenario.sources.filter(isStoodInFor).map((source) => ({ ...source, faults: [] }));
  if (sources.length === 0 && inference.type !== 'openai')
    throw new UsageError(
      '--mock: the scenario has neither an http source nor an openai model, so there is nothing to stand in for',
    );
  return {
    ...scenario,
    sources,
    inference: inference.type === 'openai' ? { ...inference, modelFaults: [] } : inference,
  };
}
