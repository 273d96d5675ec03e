import { Scope } from '#src/model/scope.js';
import type { PolicyContext } from '#src/policies/policy-context.js';

/**
 * The context of a policy under test: of the source `weather`, asked with the question, sharing with what shares its
 * `commons`.
 */
export function policyContext(
  change: Partial<PolicyContext> = {},
  commons = new Map<string, unknown>(),
): PolicyContext {
  return {
    source: 'weather',
    key: (query) => query.question,
    scale: 1,
    background: { scope: new Scope(), attempts: 0 },
    fetchOf: () => undefined,
    shared<T>(key: string | undefined, make: () => T): T {
      if (key === undefined) return make();
      if (!commons.has(key)) commons.set(key, make());
      return commons.get(key) as T;
    },
    ...change,
  };
}
