import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import stringWidth from 'fast-string-width';
import { frame, scenarioLanes, tenths, type ScenarioLanes } from '#src/cli/live/frame.js';
import { LiveSpans } from '#src/cli/live/live-spans.js';
import { eventsOf } from '#src/cli/live/playback.js';
import { run, type ScenarioInput } from '#src/index.js';
import { plainStyle } from '#src/render/style.js';
import { resolveScenario } from '#src/scenario/load.js';
import { capstone } from '../support/simulate.js';

/** What is seen of a simulated run in hybrid mode, so many milliseconds after its start. */
async function seen(
  scenario: ScenarioInput,
  atMs: number,
  { width = 80, rows = 23, endMs = 5500, workers = 2 } = {},
): Promise<string[]> {
  const { scenario: resolved } = await resolveScenario({ ...scenario, modes: ['hybrid'] });
  const report = await run(
    { ...scenario, modes: ['hybrid'], inference: { ...scenario.inference, workers } },
    { virtual: true, cores: 2 },
  );
  const spans = new LiveSpans();
  for (const event of eventsOf(report.modes[0]!.runs[0]!)) if (event.atMs <= atMs) spans.add(event);
  return picture(scenarioLanes(resolved, workers), spans, atMs, { width, rows, endMs });
}

function picture(
  lanes: ScenarioLanes,
  spans: LiveSpans,
  atMs: number,
  { width = 80, rows = 23, endMs = 5500 },
): string[] {
  return frame(
    { lanes, spans, atMs, endMs, title: `hybrid · ${tenths(atMs)} of about 5.50 s`, legend: true },
    plainStyle(width),
    rows,
  );
}

const many = (sources: number): ScenarioInput => ({
  name: 'many',
  sources: Array.from({ length: sources }, (_, i) => ({ name: `s${i}`, latency: `${i + 1}s` })),
  inference: { cost: '1s' },
});

describe('a frame of the live timeline', () => {
  it('shows each lane as far as it has come, on the axis of the whole run', async () => {
    assert.deepEqual(await seen(capstone(), 2500), [
      'hybrid · 2.5 s of about 5.50 s',
      ' ░ fetching  ╌ back-off  · waiting for a worker  █ computing  ✗ failed  ◆ cached',
      ' weather         ░░░░░░░░░░░░░░░░░░░░',
      ' news            ░░░░░░░░░░░░░░░',
      ' knowledge_base  ░░░░░░░░░░░░░░░░░░░░░░░░░',
      ' worker-1                       ▐██news███',
      ' worker-2                            ▐████',
      '                 0         1 s       2 s       3 s       4 s       5 s',
    ]);
  });

  it('at its very beginning has all its lanes, so that nothing moves when they fill', async () => {
    assert.deepEqual(await seen(capstone(), 0), [
      'hybrid · 0.0 s of about 5.50 s',
      ' ░ fetching  ╌ back-off  · waiting for a worker  █ computing  ✗ failed  ◆ cached',
      ' weather         ░',
      ' news            ░',
      ' knowledge_base  ░',
      ' worker-1',
      ' worker-2',
      '                 0         1 s       2 s       3 s       4 s       5 s',
    ]);
  });

  it('has a longer axis where the run takes longer than predicted', async () => {
    const lines = await seen(capstone(), 5500, { endMs: 2000 });
    assert.equal(lines.at(-1), '                 0         1 s       2 s       3 s       4 s       5 s');
    assert.equal(lines.at(-2), ' worker-2                            ▐█████weather███████');
  });

  it('of 40 columns says the same, in fewer cells, without the legend', async () => {
    assert.deepEqual(await seen(capstone(), 2500, { width: 40 }), [
      'hybrid · 2.5 s of about 5.50 s',
      ' weather         ░░░░░░░░',
      ' news            ░░░░░░',
      ' knowledge_base  ░░░░░░░░░░',
      ' worker-1              ▐███',
      ' worker-2                ▐█',
      '                 0         2.5 s     5 s',
    ]);
  });

  it('has no lanes where there is no room for any', async () => {
    assert.deepEqual(await seen(capstone(), 2500, { width: 20 }), ['hybrid · 2.5 s of a…']);
    assert.deepEqual(await seen(capstone(), 2500, { rows: 5 }), ['hybrid · 2.5 s of about 5.50 s']);
  });

  it('sums up the sources and workers that it has no lines for', async () => {
    assert.deepEqual(await seen(many(10_000), 3500, { rows: 12, workers: 300 }), [
      'hybrid · 3.5 s of about 5.50 s',
      ' ░ fetching  ╌ back-off  · waiting for a worker  █ computing  ✗ failed  ◆ cached',
      ' s0        ░░░░░░░░░░',
      ' s1        ░░░░░░░░░░░░░░░░░░░░',
      ' s2        ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░',
      ' s3        ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░',
      ' s4        ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░',
      ' … and 9,995 more sources, 3 of all fetched',
      ' worker-1            ▐███s0████          ▐s2██',
      ' worker-2                      ▐███s1████',
      ' … and 298 more workers, 0 of them used',
      '           0         1 s       2 s       3 s       4 s       5 s',
    ]);
  });

  for (const [width, rows] of [
    [40, 8],
    [60, 12],
    [80, 23],
    [120, 40],
    [160, 11],
  ] as const) {
    it(`never has more than ${rows} lines or ${width} columns`, async () => {
      for (const [sources, workers] of [
        [1, 1],
        [5, 9],
        [12, 8],
        [13, 300],
      ] as const) {
        for (const atMs of [0, 4000, 40_000]) {
          const lines = await seen(many(sources), atMs, { width, rows, workers });
          assert.ok(lines.length <= rows, `${lines.length} lines`);
          for (const line of lines) assert.ok(stringWidth(line) <= width, line);
        }
      }
    });
  }

  it('shows names of others as text', async () => {
    const { scenario } = await resolveScenario({
      name: 'hostile',
      sources: [{ name: '\u001b[2Jbad', latency: 1 }],
      inference: { cost: 1 },
    });
    const lines = picture(scenarioLanes(scenario, 1), new LiveSpans(), 0, {});
    assert.equal(lines[2], ' \\x1b[2Jbad');
  });
});

describe('live spans', () => {
  const query = {
    type: 'begin',
    trace: 0,
    id: 0,
    parent: null,
    kind: 'query',
    name: 'hybrid',
    lane: 'main',
    atMs: 1000,
  } as const;
  const fetch = {
    type: 'begin',
    trace: 0,
    id: 1,
    parent: 0,
    kind: 'fetch',
    name: 'news',
    lane: 'main',
    atMs: 1010,
  } as const;

  it('count from the start of the query, whatever its clock counts from', () => {
    const spans = new LiveSpans();
    assert.equal(spans.elapsedMs(5000), 0);
    spans.add(query);
    spans.add(fetch);
    assert.equal(spans.elapsedMs(1030), 30);
    assert.deepEqual(
      spans.ofSource('news', 30).map(({ startMs, endMs }) => [startMs, endMs]),
      [[10, 30]],
    );
    spans.add({ type: 'end', trace: 0, id: 1, atMs: 1040, outcome: 'timeout', usage: undefined });
    spans.add({ type: 'end', trace: 0, id: 0, atMs: 1050, outcome: 'ok', usage: undefined });
    assert.deepEqual(
      spans.ofSource('news', 60).map(({ endMs, outcome }) => [endMs, outcome]),
      [[40, 'timeout']],
    );
    assert.ok(spans.over);
    assert.equal(spans.elapsedMs(9000), 50);
  });

  it('of what has not begun are empty, and an end without a begin is none', () => {
    const spans = new LiveSpans();
    spans.add(query);
    spans.add({ type: 'end', trace: 0, id: 7, atMs: 1001, outcome: 'ok', usage: undefined });
    assert.deepEqual([spans.ofSource('news', 1), spans.ofWorker('worker-1', 1), spans.fetched], [[], [], 0]);
  });
});
