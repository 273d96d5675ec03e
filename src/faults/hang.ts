import type { Policy } from '../model/ports.js';
import { hang } from '../model/sleep.js';

/** Never answers; only a timeout ends it. */
export const hanging: Policy = () => (_query, context) => hang(context.scope);
