import type { Fetch } from '../model/ports.js';
import type { Query } from '../model/query.js';
import type { Scope } from '../model/scope.js';

/** Where a policy stands that fits around fetches and inference alike: what it needs to know beside its own options. */
export interface CallPolicyContext {
  /** The source's name, or `inference`. */
  readonly source: string;
  /** Multiplies the durations of the policy's options. */
  readonly scale: number;
  /**
   * What all policies of the scenario that give the same key have in common, made by the first; each its own without a
   * key.
   */
  readonly shared: <T>(key: string | undefined, make: () => T) => T;
}

/** What is done at sources that no query waits for. */
export interface Background {
  readonly scope: Scope;
  attempts: number;
}

/** Where a policy around a fetch stands. */
export interface PolicyContext extends CallPolicyContext {
  /** What of a query the source is asked with: queries of equal keys get equal answers. */
  readonly key: (query: Query) => string;
  /**
   * For work that no query owns: a scope that is aborted when the sources are done with, and a count of its attempts.
   */
  readonly background: Background;
  /**
   * Another source of the scenario as it is without policies of its own; undefined where there is none of that name.
   */
  readonly fetchOf: (source: string) => Fetch | undefined;
}
