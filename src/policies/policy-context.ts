import type { Fetch } from '../model/ports.js';
import type { Query } from '../model/query.js';
import type { Scope } from '../model/scope.js';

/** What a policy around fetches or inference needs beside its options. */
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

/** Work at sources that belongs to no query. */
export interface Background {
  readonly scope: Scope;
  attempts: number;
}

/** What a policy around fetches needs beside its options. */
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
