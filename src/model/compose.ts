import type { Call, CallContext, Wrapper } from './ports.js';

/** The call inside all wrappers, the first one outermost. */
export function compose<C extends CallContext, T>(wrappers: readonly Wrapper<C, T>[], call: Call<C, T>): Call<C, T> {
  return wrappers.reduceRight((next, wrapper) => wrapper(next), call);
}
