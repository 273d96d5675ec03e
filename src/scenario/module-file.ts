import { packageFile } from '../lib/package.js';
import { resolve } from 'node:path';
import { printable } from '../lib/text.js';
import { UsageError } from '../model/errors.js';
import type { Json } from '../model/json.js';
import { loading, LoadProblem } from '../adapters/module/loading.js';
import { Thread } from '../adapters/module/thread.js';
import { realClock } from '../time/real.js';

/**
 * The scenario that a module exports, unchecked. It is loaded on a thread of its own, as nobody knows what it does. A
 * UsageError says what is wrong with it.
 */
export async function scenarioOfModule(path: string): Promise<Json> {
  const thread = new Thread({ script: packageFile('dist/scenario/module-worker.js') });
  try {
    return await loading(thread, realClock, thread.call<Json>('read', resolve(path)));
  } catch (thrown) {
    if (thrown instanceof LoadProblem)
      throw new UsageError(`cannot load scenario ${printable(path)}: ${thrown.message}`);
    throw thrown;
  } finally {
    await thread.end();
  }
}
