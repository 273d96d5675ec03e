import { formatDuration } from '../../lib/duration.js';
import type { Clock } from '../../model/ports.js';
import { Lost, type Thread } from './thread.js';

/** Max time for loading user code, in milliseconds. */
const loadLimitMs = 10_000;

/** User code that cannot be loaded. The message is one line, to stand behind the name of the code. */
export class LoadProblem extends Error {}

/**
 * Waits for a thread to load user code. Rejects with a `LoadProblem`; a thread that is late is ended.
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
