import type { Mishap } from './worker-faults.js';

/** Lets a mishap happen to the thread that calls it. `work` is some work of its own. Never returns. */
export function befall(mishap: Mishap, work: () => void): never {
  if (mishap === 'crash') process.exit(1); // on a worker thread this ends the thread alone
  if (mishap === 'out-of-memory') devour();
  for (;;) work();
}

function devour(): never {
  // In small bites: V8 takes the whole process down where one allocation leaps over the limit.
  let eaten: object | undefined;
  for (;;) eaten = { eaten };
}
