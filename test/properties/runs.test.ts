import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { lowerBound, workItems } from '#src/analysis/bound.js';
import { criticalPath } from '#src/analysis/critical-path.js';
import { reportSchema, runScenario } from '#src/index.js';
import type { Span } from '#src/model/trace.js';
import { costOf } from '#src/scenario/arrangement.js';
import { anyMode, coreCount, scenarioInput } from './scenarios.js';
import { simulator, type Simulation, type Simulator } from '../support/simulate.js';

/** Milliseconds that rounding to the nanosecond may leave over a whole run. */
const tolerance = 1e-3;

const world = fc.record({ cores: coreCount, contention: fc.constantFrom(1, 1, 1.3, 2) });

/** Holds for one query of a random scenario in a random mode. */
function holds(what: string, check: (run: Simulation, simulation: Simulator, options: { cores: number; contention: number }) => void | Promise<void>): void {
  it(what, async () => {
    await fc.assert(
      fc.asyncProperty(scenarioInput, world, anyMode, async (input, { cores, contention }, mode) => {
        const simulation = await simulator(input, { cores, workers: input.inference?.workers ?? cores, contention });
        await check(await simulation.run(mode), simulation, { cores, contention });
      }),
      { numRuns: 150 },
    );
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function lengthOf(span: Span): number {
  return span.endMs - span.startMs;
}

describe('whatever the scenario, a query', () => {
  holds('is never faster than its lower bound', ({ spans, makespanMs }, { loaded }, { cores }) => {
    const { sources, scale } = loaded.scenario;
    const costMs = new Map(sources.map((source) => [source.name, costOf(source, loaded.scenario) * scale]));
    assert.ok(makespanMs >= lowerBound(workItems(spans, costMs), cores) - 1e-6, `${makespanMs}`);
  });

  holds('is never slower than everything after everything else, and never than its timeout', ({ spans, makespanMs }, { loaded }, { cores, contention }) => {
    const { limits, scale, inference } = loaded.scenario;
    const fetching = sum(spans.filter((span) => span.kind === 'fetch').map(lengthOf));
    const inferring = spans.filter((span) => span.kind === 'inference').length * inference.cost * scale * (cores > 1 ? contention : 1);
    assert.ok(makespanMs <= fetching + inferring + tolerance, `${makespanMs} after ${fetching} and ${inferring}`);
    assert.ok(makespanMs <= limits.timeout * scale + tolerance);
  });

  holds('spends on a fetch no more than its attempts’ timeouts and its pauses allow', ({ spans }, { loaded }) => {
    const { sources, limits, scale } = loaded.scenario;
    for (const { name, timeout } of sources) {
      const own = spans.filter((span) => span.name === name);
      const longest = (timeout ?? limits.fetchTimeout) * scale;
      const attempts = own.filter((span) => span.kind === 'attempt');
      assert.ok(attempts.every((span) => lengthOf(span) <= longest + tolerance));
      const fetch = own.find((span) => span.kind === 'fetch')!;
      assert.ok(
        Math.abs(lengthOf(fetch) - sum(attempts.map(lengthOf)) - sum(own.filter((span) => span.kind === 'backoff').map(lengthOf))) <= tolerance,
        'a fetch is its attempts and pauses',
      );
    }
  });

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
      assert.equal(parent.kind, span.kind === 'attempt' || span.kind === 'backoff' ? 'fetch' : 'query');
      if (parent.kind === 'fetch') assert.equal(span.name, parent.name);
    }
    assert.equal(spans.filter((span) => span.kind === 'aggregate').length, 1);
  });

  holds('counts every source once: answered, or failed with one reason', ({ answer, spans }, { loaded }) => {
    const asked = loaded.scenario.sources.map(({ name }) => name);
    const answered = Object.keys(answer.inferences);
    const failed = answer.errors.map(({ source }) => source);
    assert.deepEqual([...answered, ...failed].toSorted(), asked.toSorted());
    assert.deepEqual(Object.keys(answer.sources), asked);
    assert.equal(answer.completeness, answered.length / asked.length);
    assert.equal(answer.status, failed.length === 0 ? 'complete' : answered.length > 0 ? 'partial' : 'failed');
    for (const { source, stage, kind, attempts } of answer.errors) {
      assert.equal(answer.sources[source]?.ok, stage === 'inference');
      assert.equal(spans.filter((span) => span.name === source && span.kind === (stage === 'fetch' ? 'attempt' : 'queue')).length, attempts);
      const last = spans.findLast(
        (span) => span.name === source && (stage === 'fetch' ? span.kind === 'fetch' : span.kind === 'queue' || span.kind === 'inference'),
      );
      assert.equal(last?.outcome, kind);
    }
  });

  holds('has one job at most on each worker, on no more workers than there are', ({ spans }, { loaded }, { cores }) => {
    const jobs = spans.filter((span) => span.kind === 'inference');
    const lanes = new Set(jobs.map((span) => span.lane));
    assert.ok(lanes.size <= (loaded.scenario.inference.workers ?? cores));
    for (const lane of lanes) {
      const sorted = jobs.filter((job) => job.lane === lane).toSorted((a, b) => a.startMs - b.startMs || a.endMs - b.endMs);
      for (const [i, job] of sorted.entries()) assert.ok(i === 0 || sorted[i - 1]!.endMs <= job.startMs, `${job.name} overlaps on ${lane}`);
    }
    assert.ok(spans.every((span) => span.lane === 'main' || span.kind === 'inference'));
  });

  holds('waits for a worker only while all are busy', ({ spans }, { loaded }, { cores }) => {
    const workers = loaded.scenario.inference.workers ?? cores;
    const jobs = spans.filter((span) => span.kind === 'inference');
    for (const wait of spans.filter((span) => span.kind === 'queue' && lengthOf(span) > tolerance)) {
      const middle = (wait.startMs + wait.endMs) / 2;
      assert.equal(jobs.filter((job) => job.startMs <= middle && middle < job.endMs).length, workers, `${wait.name} waited while a worker was free`);
    }
  });

  holds('leaves nothing behind: no event on the clock, no worker taken', async (_run, simulation, { cores, contention }) => {
    const {
      loaded,
      world: { clock, drive },
    } = simulation;
    const before = clock.now();
    await assert.rejects(
      drive(
        () => new Promise(() => {}),
        () => [],
      ),
      { name: 'DeadlockError' },
    );
    assert.equal(clock.now(), before);
    const again = await simulation.run('hybrid', { agent: simulation.world.agent() });
    const fresh = await (await simulator(loaded.scenario, { cores, workers: loaded.scenario.inference.workers ?? cores, contention })).run('hybrid');
    assert.ok(Math.abs(again.makespanMs - fresh.makespanMs) <= tolerance, `${again.makespanMs} on a used world, ${fresh.makespanMs} on a new one`);
  });

  holds('has a critical path that reaches from its start to its end without overlap', ({ spans, makespanMs }) => {
    let reached = 0;
    for (const { startMs, durationMs } of criticalPath(spans, 0)) {
      assert.ok(Math.abs(startMs - reached) <= tolerance, `a gap from ${reached} to ${startMs}`);
      reached = startMs + durationMs;
    }
    assert.ok(Math.abs(reached - makespanMs) <= tolerance, `ends at ${reached} of ${makespanMs}`);
  });
});

describe('whatever the scenario, a mode', () => {
  it('is never slower than sequential with the same luck, unless a timeout cuts in or cores slow each other', async () => {
    await fc.assert(
      fc.asyncProperty(scenarioInput, coreCount, anyMode, async (input, cores, mode) => {
        const unhurried = { ...input, limits: { ...input.limits, timeout: '24h' } };
        const options = { cores, workers: input.inference?.workers ?? cores };
        const sequential = await (await simulator(unhurried, options)).run('sequential');
        const other = await (await simulator(unhurried, options)).run(mode);
        assert.ok(other.makespanMs <= sequential.makespanMs + tolerance, `${other.makespanMs} > ${sequential.makespanMs}`);
        assert.deepEqual(
          other.answer.errors.map(({ source, kind }) => [source, kind]),
          sequential.answer.errors.map(({ source, kind }) => [source, kind]),
        );
      }),
      { numRuns: 100 },
    );
  });
});

describe('whatever the scenario, a report', () => {
  it('is accepted by its schema, comes back from JSON as it was, and is the same for the same seed', async () => {
    await fc.assert(
      fc.asyncProperty(scenarioInput, coreCount, fc.integer({ min: 1, max: 3 }), async (input, cores, runs) => {
        const report = await runScenario(input, { virtual: true, cores, runs });
        const stored = JSON.parse(JSON.stringify(report)) as typeof report;
        assert.deepEqual(JSON.parse(JSON.stringify(reportSchema.parse(stored))), stored);
        const again = await runScenario(input, { virtual: true, cores, runs });
        assert.equal(JSON.stringify({ ...again, createdAt: '' }), JSON.stringify({ ...report, createdAt: '' }));
      }),
      { numRuns: 40 },
    );
  });
});
