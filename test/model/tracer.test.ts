import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type TraceEvent, RecordingTracer } from '#src/model/trace.js';

it('a tracer numbers spans and stamps them with its clock, unless it is told the time', () => {
  let now = 10;
  const events: TraceEvent[] = [];
  const tracer = new RecordingTracer(
    () => now,
    (event) => events.push(event),
    7,
  );
  const query = tracer.begin('query', 'hybrid', null);
  now = 12;
  const job = tracer.begin('inference', 'news', query, 'worker-2', 11.5);
  tracer.end(job, 'ok', 11.9, { cpuMs: 0.3, coreWaitMs: 0.1 });
  tracer.end(query, 'error');
  assert.deepEqual(events, [
    { type: 'begin', trace: 7, id: 1, parent: null, kind: 'query', name: 'hybrid', lane: 'main', atMs: 10 },
    { type: 'begin', trace: 7, id: 2, parent: 1, kind: 'inference', name: 'news', lane: 'worker-2', atMs: 11.5 },
    { type: 'end', trace: 7, id: 2, atMs: 11.9, outcome: 'ok', usage: { cpuMs: 0.3, coreWaitMs: 0.1 } },
    { type: 'end', trace: 7, id: 1, atMs: 12, outcome: 'error', usage: undefined },
  ]);
});
