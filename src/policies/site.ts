import type { Fetch, Query } from '../model/ports.js';
import type { Scope } from '../model/scope.js';

/** Where a policy stands: what it needs to know of its source beside its own options. */
export interface PolicySite {
  /** The source's name. */
  readonly source: string;
  /** What of a query the source is asked with: queries of equal keys get equal answers. */
  readonly key: (query: Query) => string;
  /** Multiplies the durations of the policy's options. */
  readonly scale: number;
  /** For work that no query owns; aborted when the sources are done with. */
  readonly background: Scope;
  /** What all policies of the scenario that give the same key have in common, made by the first; each its own without a key. */
  readonly shared: <T>(key: string | undefined, make: () => T) => T;
  /** Another source of the scenario as it is without policies of its own; undefined where there is none of that name. */
  readonly fetchOf: (source: string) => Fetch | undefined;
}
