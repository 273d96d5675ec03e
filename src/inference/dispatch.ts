import type { Job } from '../model/ports.js';

/**
 * Which of the jobs that wait gets the next free worker: the one of the smallest key, and of equal keys the one that
 * came first.
 */
export type Dispatch = (job: Job, costMs: number, nowMs: number) => number;

/**
 * Every order. `longest-first` is the LPT rule of Graham (1969), which keeps the makespan within 4/3 of the shortest;
 * `shortest-first` has the least mean waiting time, which a quorum gains from. `critical-path-first` is t-level +
 * b-level of the list schedulers in Kwok and Ahmad (1999): the time since the job's query began, and what the job
 * itself still takes.
 */
export const dispatchOrders = {
  fifo: () => 0,
  'longest-first': (_job, costMs) => -costMs,
  'shortest-first': (_job, costMs) => costMs,
  'critical-path-first': ({ began }, costMs, nowMs) => -(nowMs - (began?.queryMs ?? 0) + costMs),
} as const satisfies Record<string, Dispatch>;

export type DispatchName = keyof typeof dispatchOrders;
export const dispatchNames = Object.keys(dispatchOrders) as DispatchName[];
