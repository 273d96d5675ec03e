import type { WorkerFaultOutcome } from './worker-faults.js';

/** Lets the outcome of a worker fault happen to the thread that calls it. `work` is some work of its own. Never returns. */
export function befall(faultOutcome: WorkerFaultOutcome, work: () => void): never {
  if (faultOutcome === 'crash') process.exit(1); // on a worker thread this ends the thread alone
  if (faultOutcome === 'out-of-memory') devour();
  for (;;) work();
}

function devour(): never {
  // In small bites: V8 takes the whole process down where one allocation leaps over the limit.
  let eaten: object | undefined;
  for (;;) eaten = { eaten };
}
