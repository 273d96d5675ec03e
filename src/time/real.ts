import type { Clock } from '../model/ports.js';

/** Wall time. Its origin is `process.hrtime`'s, which all threads of a process share. */
export const realClock: Clock = {
  now() {
    const [seconds, nanoseconds] = process.hrtime();
    return seconds * 1000 + nanoseconds / 1e6;
  },

  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => {
      clearTimeout(timer);
    };
  },
};

/** Today's date as ISO 8601, for a report. */
export function today(): string {
  return new Date().toISOString();
}
