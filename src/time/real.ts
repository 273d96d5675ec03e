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
    const dueMs = this.now() + ms;
    // Node truncates delays to whole milliseconds and fires some timers a little early. A call that came back too early
    // would be rejected again by a source that said when to come back.
    const wait = (leftMs: number): NodeJS.Timeout => setTimeout(fire, Math.min(Math.ceil(leftMs), longestDelayMs));
    const fire = (): void => {
      const leftMs = dueMs - this.now();
      if (leftMs > 0 && ms <= longestDelayMs) timer = wait(leftMs);
      else callback();
    };
    let timer = wait(ms);
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
