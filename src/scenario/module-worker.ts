/** What runs on the thread where a scenario that is a module is loaded. `module-file.ts` calls it once. */
import workerpool from 'workerpool';
import type { Json } from '../model/json.js';
import { exportsOf } from '../adapters/module/load-module.js';
import { guardThread, orUncaught } from '../adapters/module/user-code-call.js';
import { NotJson, plainJson } from '../adapters/module/plain-json.js';

async function read(file: string): Promise<Json> {
  const { default: standard, scenario = standard } = await orUncaught(exportsOf(file));
  if (scenario === undefined) throw new Error("it exports no scenario: neither a default export nor 'scenario'");
  try {
    return plainJson(scenario);
  } catch (thrown) {
    if (thrown instanceof NotJson)
      throw new Error(`its scenario has to be plain data, and holds ${thrown.message}`, { cause: thrown });
    throw thrown;
  }
}

workerpool.worker({ read });
guardThread();
