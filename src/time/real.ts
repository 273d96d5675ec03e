import type { Clock } from '../model/ports.js';

/** The longest delay that Node's timers keep: 24.8 days. They fire at once after a longer one. */
const longestDelayMs = 2 ** 31 - 1;

/** Wall time. Its origin is `process.hrtime`'s, which all threads of a process share. */
export const realClock: Clock = {
  now() {
    const [seconds, nanoseconds] = process.hrtime();
    return seconds * 1000 + nanoseconds / 1e6;
  },

  block(ms) {
    const endMs = this.now() + ms;
    while (this.now() < endMs);
  },

  after(ms, callback) {
    const timer = setTimeout(callback, Math.min(ms, longestDelayMs));
    return {
      cancel() {
        clearTimeout(timer);
      },
    };
  },
};

/** Today's date as ISO 8601, for a report. */
export function today(): string {
  return new Date().toISOString();
}
