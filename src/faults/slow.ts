import type { Policy } from '../model/ports.js';
import { sleep } from '../model/sleep.js';

/** Takes `factor` times as long as the source itself did, and `addedMs` more. */
export function slow({ factor, addedMs }: { factor: number; addedMs: number }): Policy {
  return (next) => async (query, context) => {
    const startMs = context.clock.now();
    const payload = await next(query, context);
    const tookMs = context.clock.now() - startMs;
    await sleep(context.clock, tookMs * (factor - 1) + addedMs, context.scope);
    return payload;
  };
}
