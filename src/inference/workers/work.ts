import type { Json } from '../../model/json.js';
import type { CallTools } from '../../adapters/module/user-code-call.js';

/** What a workload makes one inference of. */
export interface Asked {
  readonly source: string;
  readonly question: string;
  readonly payload: Json;
}

/** What a workload has at hand that may start processes. */
export interface WorkTools extends CallTools {
  /** Says which process group works for it, which ends if the thread has to; 0 for none any more. */
  readonly group: (pid: number) => void;
  /** Says how many milliseconds other processes were on a CPU for it. */
  readonly spent: (cpuMs: number) => void;
}

/**
 * A workload that is loaded and warm. What it resolves to becomes an inference (`returned-inference.ts`); the message
 * of what it throws is the failure's.
 */
export type Work = (asked: Asked, tools: WorkTools) => Promise<unknown>;
