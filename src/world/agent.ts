import { compose } from '../model/compose.js';
import type { Agent, Infer } from '../model/ports.js';
import type { Scope } from '../model/scope.js';
import { inferencePolicyOf } from '../policies/inference.js';
import type { Background, CallPolicyContext } from '../policies/policy-context.js';
import { inferencePolicies } from '../scenario/derived.js';
import type { LoadedScenario } from '../scenario/load.js';
import { buildSources, type AttemptParts, type Began } from './sources.js';

/** What an agent is made of beneath its policies and faults. */
export interface Parts extends AttemptParts {
  /** Inference as it is without policies. `runBeganMs` says when the run began, on the world's clock. */
  infer(runBeganMs: () => number): Infer;
}

/** The agent of a scenario, without memory yet. What its policies do that no query owns belongs to `scope`. */
export function buildAgent(loaded: LoadedScenario, parts: Parts, scope: Scope): Agent {
  const { scenario } = loaded;
  const began: Began = { atMs: undefined };
  const background: Background = { scope, attempts: 0 };
  // All inferences go through the same policies, so there is nobody to share with.
  const context: CallPolicyContext = { source: 'inference', scale: scenario.scale, shared: (_key, make) => make() };
  const wrappers = inferencePolicies(scenario).map((policy) => inferencePolicyOf(policy, context));
  return {
    sources: buildSources(loaded, parts, background, began),
    backgroundAttempts: () => background.attempts,
    infer: compose(
      wrappers,
      parts.infer(() => began.atMs ?? 0),
    ),
  };
}
