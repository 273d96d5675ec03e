/** The worker that ships, but for jobs whose question asks for trouble. */
import workerpool from 'workerpool';
import { threadId } from 'node:worker_threads';
import type { Cancellable } from '#src/adapters/module/thread-call.js';
import { analyse } from '#src/inference/kernel/kernel.js';
import { infer } from '#src/inference/workers/worker.js';
import type { Reply, Task } from '#src/inference/workers/worker.js';

function trouble(task: Task & Cancellable): Reply {
  if (task.question === 'never yield') {
    workerpool.workerEmit({ type: 'started', startMs: 0 });
    for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
  }
  if (task.question === 'leave') process.exit(3);
  if (task.question === 'throw') throw new TypeError('out of ideas');
  if (task.question === 'eat memory') {
    // In small bites: V8 takes the whole process down where one allocation leaps over the limit.
    let eaten: object | undefined;
    for (;;) eaten = { eaten };
  }
  const reply = infer(task.question === 'which thread' ? { ...task, units: 0 } : task);
  return task.question === 'which thread' && reply.type === 'inferred'
    ? { ...reply, inference: analyse('', String(threadId)) }
    : reply;
}

workerpool.worker({ infer: trouble });
