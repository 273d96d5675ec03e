import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { run as runScenario, type Report } from '#src/index.js';
import { traceEvents } from '#src/render/exports/trace-events.js';
import { withRuns } from '../../support/reports.js';
import { capstone } from '../../support/simulate.js';
import { readTrace } from './trace-reader.js';

interface Event {
  readonly name: string;
  readonly ph: string;
  readonly cat: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly id?: number;
  readonly args: Readonly<Record<string, unknown>>;
}

function eventsOf(report: Report): Event[] {
  return (JSON.parse(traceEvents(report)) as { traceEvents: Event[] }).traceEvents;
}

/** What the format demands of every trace, and readers forgive only in part. */
function check(events: readonly Event[]): void {
  const threads = new Map<number, Event[]>();
  const named = new Set(events.filter(({ name }) => name === 'thread_name').map(({ pid, tid }) => `${pid} ${tid}`));
  for (const event of events) {
    assert.match(event.ph, /^[MXsfCi]$/);
    assert.ok(Number.isFinite(event.ts) && event.ts >= 0, `${event.name} at ${event.ts}`);
    if (event.ph !== 'X') continue;
    assert.ok(event.dur! >= 0);
    assert.ok(named.has(`${event.pid} ${event.tid}`), `${event.name} is on a thread without a name`);
    threads.set(event.tid, [...(threads.get(event.tid) ?? []), event]);
  }
  for (const spans of threads.values()) {
    const open: number[] = [];
    let last = 0;
    for (const { name, ts, dur } of spans) {
      assert.ok(ts >= last, `${name} is out of order`);
      last = ts;
      const end = Math.round((ts + dur!) * 1e3);
      while (open.length > 0 && open.at(-1)! <= Math.round(ts * 1e3)) open.pop();
      assert.ok(open.length === 0 || end <= open.at(-1)!, `${name} overlaps what is before it`);
      open.push(end);
    }
  }
  const begun = events.filter(({ ph }) => ph === 's');
  const ended = events.filter(({ ph }) => ph === 'f');
  assert.deepEqual(new Set(begun.map(({ id }) => id)), new Set(ended.map(({ id }) => id)));
  assert.deepEqual([new Set(begun.map(({ id }) => id)).size, ended.length], [begun.length, begun.length]);
  for (const { id, ts } of ended) assert.ok(begun.find((one) => one.id === id)!.ts <= ts);
  const counters = events.filter(({ ph }) => ph === 'C');
  const seen = new Map<string, number>();
  for (const { name, pid, ts, args } of counters) {
    const key = `${pid} ${name}`;
    assert.ok(ts > (seen.get(key) ?? -1), `${name} goes back to ${ts}`);
    seen.set(key, ts);
    assert.ok(Object.values(args).every((value) => typeof value === 'number' && value >= 0));
  }
}

describe('a trace of a run', () => {
  it(
    "is read by the engine of Chrome's performance panel: processes and threads by name, arrows from each fetch to " +
      'its inference',
    async () => {
      const report = await runScenario('capstone', { virtual: true, cores: 2 });
      check(eventsOf(report));
      const { threads, flows } = await readTrace(traceEvents(report));
      const hybrid = threads.filter(({ process }) => process === 'hybrid');
      assert.deepEqual(
        [...new Set(threads.map(({ process }) => process))],
        ['sequential', 'concurrent', 'parallel', 'hybrid'],
      );
      assert.deepEqual(
        hybrid.map(({ name }) => name),
        ['query', 'weather', 'news', 'knowledge_base', 'worker-1', 'worker-2'],
      );
      const worker = hybrid.find(({ name }) => name === 'worker-1')!;
      assert.deepEqual(
        worker.spans.map(({ name, ts, dur }) => ({ name, ts, dur })),
        [
          { name: 'inference news', ts: 1_500_000, dur: 2_000_000 },
          { name: 'inference knowledge_base', ts: 3_500_000, dur: 2_000_000 },
        ],
      );
      assert.equal(flows.length, 12);
      for (const [from, to] of flows) assert.equal(from!.name.replace('fetch', 'inference'), to!.name);
    },
  );

  it('gives overlapping copies of a call tracks of their own', async () => {
    const hedged = capstone({ modes: ['hybrid'], policies: [{ type: 'hedge', after: 500, copies: 3 }] });
    const report = await runScenario(hedged, { virtual: true, cores: 2 });
    check(eventsOf(report));
    const { threads } = await readTrace(traceEvents(report));
    const names = threads.map(({ name }) => name);
    for (const name of ['weather', 'weather (2)'])
      assert.ok(names.includes(name), `${name} is missing in ${names.join(', ')}`);
    const first = threads.find(({ name }) => name === 'weather')!;
    assert.deepEqual(
      first.spans.slice(0, 2).map(({ name }) => name),
      ['fetch weather', 'attempt weather'],
    );
    assert.equal(first.depth, 2);
  });

  it('counts busy cores, whose area is the CPU time, and who waits for a worker', async () => {
    const report = await runScenario(capstone({ modes: ['hybrid'] }), { virtual: true, cores: 2 });
    const counters = eventsOf(report).filter(({ ph }) => ph === 'C');
    const waiting = counters
      .filter(({ name }) => name === 'waiting for a worker')
      .map(({ ts, args }) => [ts, args['payloads']]);
    assert.deepEqual(waiting, [
      [0, 0],
      [3_000_000, 1],
      [3_500_000, 0],
    ]);
    const busy = counters.filter(({ name }) => name === 'busy cores');
    const area = busy
      .slice(1)
      .reduce((total, { ts }, i) => total + (busy[i]!.args['cores'] as number) * (ts - busy[i]!.ts), 0);
    assert.equal(area, 6_000_000);
    assert.equal(busy.at(-1)!.args['cores'], 0);
  });

  it('shows instants, failures and the critical path', async () => {
    const broken = capstone({
      modes: ['hybrid'],
      faults: ['weather'],
      policies: [{ type: 'circuit-breaker', threshold: 1 }],
    });
    const report = await runScenario(broken, { virtual: true, cores: 2 });
    const events = eventsOf(report);
    assert.deepEqual(
      events.filter(({ ph }) => ph === 'i').map(({ args }) => args['name']),
      report.modes[0]!.runs[0]!.instants.map(({ name }) => name),
    );
    assert.ok(events.some(({ ph }) => ph === 'i'));
    assert.equal(events.find(({ name }) => name === 'fetch weather')!.args['outcome'], 'error');
    assert.ok(events.some(({ args }) => args?.['criticalPath'] === true));
  });

  it('holds every run, and only the typical one of each mode where all are too many', async () => {
    const repeated = await runScenario(capstone({ modes: ['sequential', 'hybrid'] }), {
      virtual: true,
      cores: 2,
      runs: 3,
    });
    const names = (report: Report): unknown[] =>
      eventsOf(report)
        .filter(({ name }) => name === 'process_name')
        .map(({ args }) => args['name']);
    assert.equal(names(repeated).length, 6);
    assert.equal(names(repeated).filter((name) => /^hybrid, run \d of 3 \(typical\)$/.test(String(name))).length, 1);
    const many = withRuns(repeated, (run) => ({ ...run, spans: Array.from({ length: 10_000 }, () => run.spans[0]!) }));
    assert.deepEqual(
      names(many).map((name) => String(name).replace(/run \d/, 'run n')),
      ['sequential, run n of 3 (typical)', 'hybrid, run n of 3 (typical)'],
    );
  });

  it('of a report that somebody has made up is a whole one all the same', async () => {
    const report = await runScenario(capstone({ modes: ['hybrid'] }), { virtual: true, cores: 2 });
    for (const change of [
      { endMs: 1e12 },
      { startMs: 5000, endMs: 0 },
      { lane: '\u001b[2J' },
      { name: '\u001b[2J</script>' },
      { id: 1, parent: 1 },
    ]) {
      const text = traceEvents(
        withRuns(report, (run) => ({ ...run, spans: run.spans.map((span) => ({ ...span, ...change })) })),
      );
      check((JSON.parse(text) as { traceEvents: Event[] }).traceEvents);
      assert.doesNotMatch(text, /\\u001b/);
    }
  });

  it('is the same for the same report', async () => {
    const report = await runScenario('capstone', { virtual: true, cores: 2 });
    assert.equal(traceEvents(report), traceEvents(report));
  });
});
