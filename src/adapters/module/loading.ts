import { formatDuration } from '../../lib/duration.js';
import type { Clock } from '../../model/ports.js';
import { Lost, type Thread } from './thread.js';

/** Whoever loads code of others waits so long, in milliseconds. */
const loadLimitMs = 10_000;

/** Code of one's own that cannot be loaded. The message is one line, to stand behind the name of what it is of. */
export class LoadProblem extends Error {}

/**
 * What a thread's loading of code of others comes to. Rejects with a `LoadProblem`; a thread that has not done it in
 * time is ended.
 */
export async function loading<T>(thread: Thread, clock: Clock, load: Promise<T>): Promise<T> {
  let late = false;
  const timer = clock.after(loadLimitMs, () => {
    late = true;
    void thread.end();
  });
  try {
    return await load;
  } catch (thrown) {
    if (late)
      throw new LoadProblem(
        `it is not loaded after ${formatDuration(loadLimitMs)}; what it does at its top level has to end`,
        { cause: thrown },
      );
    if (thrown instanceof Lost)
      throw new LoadProblem(`it ended its thread while it was loaded (${thrown.how})`, { cause: thrown });
    throw new LoadProblem((thrown as Error).message, { cause: thrown });
  } finally {
    timer.cancel();
  }
}
