import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { covered } from '#src/lib/statistics/descriptive.js';
import { lowerBound, workItems } from '#src/analysis/bound.js';
import { criticalPath } from '#src/analysis/critical-path.js';
import { reportSchema, run } from '#src/index.js';
import type { Span } from '#src/model/trace.js';
import { costOf } from '#src/scenario/derived.js';
import { anyMode, coreCount, independentInput, scenarioInput } from './scenarios.js';
import { simulator, type Simulation, type Simulator } from '../support/simulate.js';

/** Scenarios that each property is tried on. */
const numRuns = 250;
/** Milliseconds that rounding to the nanosecond may leave over a whole run. */
const tolerance = 1e-3;
/**
 * How long simulated cores leave a job that does not yield, and how long a worker that was lost is away, in
 * milliseconds.
 */
const graceMs = 70;
const coldStartMs = 125;

const world = fc.record({ cores: coreCount, contention: fc.constantFrom(1, 1, 1.3, 2) });

/** Holds for one query of a random scenario in a random mode. */
function holds(
  what: string,
  check: (
    run: Simulation,
    simulation: Simulator,
    options: { cores: number; contention: number },
  ) => void | Promise<void>,
): void {
  it(what, async () => {
    await fc.assert(
      fc.asyncProperty(scenarioInput, world, anyMode, async (input, { cores, contention }, mode) => {
        const simulation = await simulator(input, { cores, workers: input.inference?.workers ?? cores, contention });
        await check(await simulation.run(mode), simulation, { cores, contention });
      }),
      { numRuns },
    );
  });
}

function lengthOf(span: Span): number {
  return span.endMs - span.startMs;
}

/** How many of the spans are open at once at most; of an instant, ends come before begins. */
function mostAtOnce(spans: readonly Span[]): number {
  const changes = spans
    .filter((span) => lengthOf(span) > tolerance)
    .flatMap(({ startMs, endMs }) => [[startMs, 1] as const, [endMs, -1] as const]);
  let open = 0;
  let most = 0;
  for (const [, change] of changes.toSorted((a, b) => a[0] - b[0] || a[1] - b[1])) {
    open += change;
    most = Math.max(most, open);
  }
  return most;
}

/** How many copies of a call the hedges allow that stand around it. */
function copiesOf(policies: readonly { readonly type: string; readonly copies?: number }[]): number {
  return policies.reduce(
    (copies, policy) => (policy.type === 'hedge' ? copies * (1 + (policy.copies ?? 0)) : copies),
    1,
  );
}

function hasStuck({ loaded }: Simulator): boolean {
  return loaded.scenario.inference.faults.some(({ kind }) => kind === 'stuck');
}

describe('whatever the scenario, a query', () => {
  holds('is never faster than its lower bound', ({ spans, makespanMs }, { loaded }, { cores }) => {
    const { sources, scale } = loaded.scenario;
    const costMs = new Map(sources.map((source) => [source.name, costOf(source, loaded.scenario) * scale]));
    assert.ok(makespanMs >= lowerBound(workItems(spans, costMs), cores) - 1e-6, `${makespanMs}`);
  });

  holds('is over by its timeout, or a grace later where a worker is stuck', ({ makespanMs }, simulation) => {
    const { limits, scale } = simulation.loaded.scenario;
    assert.ok(makespanMs <= limits.timeout * scale + (hasStuck(simulation) ? graceMs : 0) + tolerance, `${makespanMs}`);
  });

  holds('never idles: something of it is under way at every moment', ({ spans, makespanMs }) => {
    const busyMs = covered(spans.filter(({ parent }) => parent !== null).map(({ startMs, endMs }) => [startMs, endMs]));
    assert.ok(Math.abs(busyMs - makespanMs) <= tolerance, `${busyMs} of ${makespanMs}`);
  });

  holds(
    'has fetches that are covered by attempts, pauses and waits, with no more copies at once than hedges allow',
    ({ spans }, { loaded }) => {
      const { sources, limits, scale, policies } = loaded.scenario;
      const timeouts = new Map(sources.map(({ name, timeout }) => [name, (timeout ?? limits.fetchTimeout) * scale]));
      for (const { name, policies: own } of sources) {
        const all = [...policies, ...own];
        const asked = [
          name,
          ...all.flatMap((policy) =>
            policy.type === 'fallback' && policy.source !== undefined ? [policy.source] : [],
          ),
        ];
        const longestMs = Math.max(...asked.map((one) => timeouts.get(one)!));
        const fetch = spans.find((span) => span.kind === 'fetch' && span.name === name)!;
        const below = spans.filter((span) => span.parent === fetch.id);
        const attempts = below.filter((span) => span.kind === 'attempt');
        assert.ok(attempts.every((span) => lengthOf(span) <= longestMs + tolerance));
        const coveredMs = covered(below.map(({ startMs, endMs }) => [startMs, endMs]));
        assert.ok(Math.abs(coveredMs - lengthOf(fetch)) <= tolerance, `${name}: ${coveredMs} of ${lengthOf(fetch)}`);
        assert.ok(mostAtOnce(below) <= copiesOf(all), `${mostAtOnce(below)} copies of a fetch`);
      }
    },
  );

  holds(
    'has inferences that begin when their fetch is done, with no more copies at once than hedges allow',
    ({ spans }, { loaded }) => {
      const { sources, inference } = loaded.scenario;
      const root = spans.find((span) => span.parent === null)!;
      for (const { name } of sources) {
        const fetch = spans.find((span) => span.kind === 'fetch' && span.name === name)!;
        const own = spans.filter((span) => span.name === name && span.parent === root.id && span !== fetch);
        assert.ok(own.every((span) => span.startMs >= fetch.endMs));
        assert.ok(own.length === 0 || fetch.outcome === 'ok' || fetch.outcome === 'cached');
        assert.ok(mostAtOnce(own) <= copiesOf(inference.policies), `${mostAtOnce(own)} copies of an inference`);
        assert.ok(
          own.filter((span) => span.kind === 'inference').length <= own.filter((span) => span.kind === 'queue').length,
        );
      }
    },
  );

  holds(
    'is done with a source at once when an attempt at it, or an inference on it, has gone well',
    ({ spans }, simulation) => {
      const graceOfStuckMs = hasStuck(simulation) ? graceMs : 0;
      for (const { name } of simulation.loaded.scenario.sources) {
        const own = spans.filter((span) => span.name === name);
        const fetch = own.find((span) => span.kind === 'fetch')!;
        const fetched = own.find((span) => span.kind === 'attempt' && span.outcome === 'ok');
        if (fetched !== undefined) assert.equal(fetched.endMs, fetch.endMs);
        const inferred = own.find((span) => span.kind === 'inference' && span.outcome === 'ok');
        if (inferred !== undefined)
          assert.ok(own.every((span) => span.endMs <= inferred.endMs + graceOfStuckMs + tolerance));
      }
    },
  );

  holds(
    'says of what fails once it is over that it is over, and of nothing that failed before',
    ({ answer, spans }, simulation) => {
      const { limits, scale } = simulation.loaded.scenario;
      const overMs = limits.timeout * scale;
      for (const { source, kind, elapsedMs } of answer.errors) {
        const atMs = spans.find((span) => span.kind === 'fetch' && span.name === source)!.startMs + elapsedMs;
        if (kind === 'deadline') assert.ok(atMs >= overMs - tolerance, `${source} failed at ${atMs}`);
        else if (!hasStuck(simulation)) assert.ok(atMs <= overMs - 1e-6, `${source}: ${kind} at ${atMs}`);
      }
    },
  );

  holds('has one well-formed tree of spans, each within its parent', ({ spans, makespanMs }) => {
    const byId = new Map(spans.map((span) => [span.id, span]));
    assert.equal(byId.size, spans.length);
    const roots = spans.filter((span) => span.parent === null);
    assert.deepEqual(
      roots.map((span) => [span.kind, span.startMs, span.endMs]),
      [['query', 0, makespanMs]],
    );
    for (const span of spans) {
      assert.ok(span.startMs <= span.endMs);
      if (span.parent === null) continue;
      const parent = byId.get(span.parent)!;
      assert.ok(
        parent.id < span.id && parent.startMs <= span.startMs && span.endMs <= parent.endMs,
        `${span.kind} ${span.name} lies outside ${parent.kind} ${parent.name}`,
      );
      if (span.kind === 'attempt') assert.equal(parent.kind, 'fetch');
      else if (span.kind !== 'backoff' && span.kind !== 'limit') assert.equal(parent.kind, 'query');
      if (parent.kind !== 'query') assert.deepEqual([parent.kind, parent.name], ['fetch', span.name]);
    }
    assert.equal(spans.filter((span) => span.kind === 'aggregate').length, 1);
  });

  holds('names every source that has not answered cleanly, once, and no other', ({ answer }, { loaded }) => {
    const asked = loaded.scenario.sources.map(({ name }) => name);
    assert.deepEqual(Object.keys(answer.sources), asked);
    const inferred = new Set(Object.keys(answer.inferences));
    const clean = asked.filter((name) => {
      const source = answer.sources[name]!;
      return inferred.has(name) && source.ok && source.degraded === undefined;
    });
    assert.deepEqual(
      answer.errors.map(({ source }) => source),
      asked.filter((name) => !clean.includes(name)),
    );
    assert.equal(answer.completeness, clean.length / asked.length);
    assert.equal(answer.status, clean.length === asked.length ? 'complete' : inferred.size > 0 ? 'partial' : 'failed');
    for (const { source, stage } of answer.errors) {
      const given = answer.sources[source]!;
      if (stage === 'inference') assert.ok(given.ok, 'an inference has a payload');
      else
        assert.ok(!given.ok || (inferred.has(source) && given.degraded !== undefined && given.degraded.by !== 'model'));
    }
  });

  holds(
    'counts the attempts of each stage as they are in the trace, and fails as its spans did',
    ({ answer, spans }, { loaded }) => {
      const count = (kind: Span['kind'], name: string): number =>
        spans.filter((span) => span.kind === kind && span.name === name).length;
      for (const [name, source] of Object.entries(answer.sources)) {
        assert.equal(source.ok ? source.attempts : source.error.attempts, count('attempt', name));
        const fetch = spans.find((span) => span.kind === 'fetch' && span.name === name)!;
        assert.equal(fetch.outcome, source.ok ? (source.cached ? 'cached' : 'ok') : source.error.kind);
        // Nothing is in memory yet; but of copies of copies one that shares a fetch may have it at the same moment
        // before the one that makes it.
        const { policies } = loaded.scenario.sources.find((one) => one.name === name)!;
        const hedges = [...loaded.scenario.policies, ...policies].filter(({ type }) => type === 'hedge');
        assert.ok(!source.ok || !source.cached || hedges.length > 1);
      }
      for (const { source, stage, kind, attempts } of answer.errors) {
        assert.equal(attempts, count(stage === 'fetch' ? 'attempt' : 'queue', source));
        if (
          stage === 'fetch' ||
          attempts === 0 ||
          loaded.scenario.inference.policies.some(({ type }) => type !== 'dispatch')
        )
          continue;
        assert.equal(
          spans.findLast((span) => span.name === source && (span.kind === 'queue' || span.kind === 'inference'))
            ?.outcome,
          kind,
        );
      }
    },
  );

  holds('has one job at most on each worker, on no more workers than there are', ({ spans }, { loaded }, { cores }) => {
    const jobs = spans.filter((span) => span.kind === 'inference');
    const lanes = new Set(jobs.map((span) => span.lane));
    assert.ok(lanes.size <= (loaded.scenario.inference.workers ?? cores));
    for (const lane of lanes) {
      const sorted = jobs
        .filter((job) => job.lane === lane)
        .toSorted((a, b) => a.startMs - b.startMs || a.endMs - b.endMs);
      for (const [i, job] of sorted.entries()) {
        if (i === 0) continue;
        const last = sorted[i - 1]!;
        const away = last.outcome === 'inference' ? coldStartMs : 0;
        assert.ok(last.endMs + away <= job.startMs + tolerance, `${job.name} overlaps on ${lane}`);
      }
    }
    assert.ok(spans.every((span) => span.lane === 'main' || span.kind === 'inference'));
  });

  holds('waits for a worker only while all are busy or being restarted', ({ spans }, simulation, { cores }) => {
    const workers = simulation.loaded.scenario.inference.workers ?? cores;
    const stuck = hasStuck(simulation);
    const jobs = spans.filter((span) => span.kind === 'inference');
    const mayBeLost = ({ outcome }: Span): boolean => outcome === 'inference' || (stuck && outcome !== 'ok');
    for (const wait of spans.filter((span) => span.kind === 'queue' && lengthOf(span) > tolerance)) {
      const middle = (wait.startMs + wait.endMs) / 2;
      const taken = jobs.filter(({ startMs, endMs }) => startMs <= middle && middle < endMs).map(({ lane }) => lane);
      const away = jobs
        .filter((job) => mayBeLost(job) && job.endMs <= middle && middle < job.endMs + coldStartMs)
        .map(({ lane }) => lane);
      assert.equal(new Set(taken).size, taken.length);
      assert.equal(new Set([...taken, ...away]).size, workers, `${wait.name} waited while a worker was free`);
    }
  });

  holds(
    'leaves nothing behind: no event on the clock but workers that restart, and no worker taken',
    async (_run, simulation, { cores, contention }) => {
      const {
        loaded,
        world: { clock, drive, engine, agent },
      } = simulation;
      const before = clock.now();
      assert.equal(clock.pending, engine.restarting);
      const restarts = engine.restarting > 0;
      await assert.rejects(
        drive(
          () => new Promise(() => {}),
          () => [],
        ),
        { name: 'DeadlockError' },
      );
      // A restart may be over at the very moment at which the query ends.
      assert.ok(
        restarts ? clock.now() >= before && clock.now() <= before + coldStartMs + tolerance : clock.now() === before,
      );
      assert.equal(engine.restarting, 0);
      const again = await simulation.run('hybrid', { agent: agent() });
      const fresh = await (
        await simulator(loaded.scenario, { cores, workers: loaded.scenario.inference.workers ?? cores, contention })
      ).run('hybrid');
      assert.ok(
        Math.abs(again.makespanMs - fresh.makespanMs) <= tolerance,
        `${again.makespanMs} on a used world, ${fresh.makespanMs} on a new one`,
      );
      assert.deepEqual(
        again.answer.errors.map(({ source, kind, attempts }) => [source, kind, attempts]),
        fresh.answer.errors.map(({ source, kind, attempts }) => [source, kind, attempts]),
      );
    },
  );

  holds(
    'has a critical path that reaches from its start to its end without overlap, or to the answer that was enough',
    ({ spans, makespanMs }) => {
      let reached = 0;
      for (const { startMs, durationMs } of criticalPath(spans, 0)) {
        assert.ok(Math.abs(startMs - reached) <= tolerance, `a gap from ${reached} to ${startMs}`);
        reached = startMs + durationMs;
      }
      // What a quorum gives up may end later: its grace, and that of a stuck worker.
      const givenUp = spans.some(({ outcome }) => outcome === 'enough');
      assert.ok(
        reached <= makespanMs + tolerance && (givenUp || reached >= makespanMs - tolerance),
        `ends at ${reached} of ${makespanMs}`,
      );
    },
  );
});

describe('where sources have nothing to do with each other nor with the time, a mode', () => {
  it(
    'is never slower than sequential with the same random numbers and has the same errors, unless a timeout cuts in ' +
      'or cores ' +
      'slow each other',
    async () => {
      await fc.assert(
        fc.asyncProperty(independentInput, coreCount, anyMode, async (input, cores, mode) => {
          const unhurried = { ...input, limits: { ...input.limits, timeout: '24h' } };
          const options = { cores, workers: input.inference?.workers ?? cores };
          const sequential = await (await simulator(unhurried, options)).run('sequential');
          const other = await (await simulator(unhurried, options)).run(mode);
          assert.ok(
            other.makespanMs <= sequential.makespanMs + tolerance,
            `${other.makespanMs} > ${sequential.makespanMs}`,
          );
          const told = ({ answer }: Simulation): unknown[] =>
            answer.errors.map(({ source, stage, kind, attempts }) => [source, stage, kind, attempts]);
          assert.deepEqual(told(other), told(sequential));
        }),
        { numRuns },
      );
    },
  );
});

describe('whatever the scenario, a report', () => {
  it('is accepted by its schema, comes back from JSON as it was, and is the same for the same seed', async () => {
    await fc.assert(
      fc.asyncProperty(scenarioInput, coreCount, fc.integer({ min: 1, max: 3 }), async (input, cores, runs) => {
        const report = await run(input, { virtual: true, cores, runs });
        const stored = JSON.parse(JSON.stringify(report)) as typeof report;
        assert.deepEqual(JSON.parse(JSON.stringify(reportSchema.parse(stored))), stored);
        const again = await run(input, { virtual: true, cores, runs });
        assert.equal(JSON.stringify({ ...again, createdAt: '' }), JSON.stringify({ ...report, createdAt: '' }));
      }),
      { numRuns: 40 },
    );
  });
});
