/**
 * Decides when a call may pass: its answer is a time, now or later, at which the call counts as admitted. Pure: told
 * what time it is.
 */
export interface Admission {
  /** The earliest time at which a call may pass that asks now, without reserving it. */
  earliest(nowMs: number): number;
  /** Counts a call at the time that `earliest` gave. */
  reserve(atMs: number): void;
}

/** At most `limit` calls in any window of `perMs`, wherever the window begins: a log of the last `limit` admissions. */
export function slidingWindow(limit: number, perMs: number): Admission {
  const admitted: number[] = [];
  let next = 0;
  return {
    earliest(nowMs) {
      const oldest = admitted.length < limit ? Number.NEGATIVE_INFINITY : admitted[next]!;
      return Math.max(nowMs, oldest + perMs);
    },
    reserve(atMs) {
      admitted[next] = atMs;
      next = (next + 1) % limit;
    },
  };
}

/**
 * `limit` calls per `perMs` on average, and up to `burst` at once: a bucket of `burst` tokens, filled evenly. Kept as
 * one time, as in the generic cell rate algorithm (ITU-T I.371): when the bucket will be full again.
 */
export function tokenBucket(limit: number, perMs: number, burst: number): Admission {
  const interval = perMs / limit;
  let fullAtMs = Number.NEGATIVE_INFINITY;
  return {
    earliest: (nowMs) => Math.max(nowMs, fullAtMs - (burst - 1) * interval),
    reserve(atMs) {
      fullAtMs = Math.max(fullAtMs, atMs) + interval;
    },
  };
}
