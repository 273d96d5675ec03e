import { faultPolicy } from '#src/faults/index.js';
import type { Fetch } from '#src/model/ports.js';
import { fault } from '#src/scenario/fields/fault.js';
import { scripted } from './fetching.js';

/**
 * A source that takes two seconds, with faults around it as a scenario writes them, the first one outermost. Run time
 * begins at 0.
 */
export function faulty(faults: readonly string[], inner: Fetch = scripted({ ms: 2000 }), scale = 1): Fetch {
  const policies = faults.map((text, number) => faultPolicy(fault.parse(text), { scale, number, beganMs: () => 0 })!);
  return policies.reduceRight((next, policy) => policy(next), inner);
}
