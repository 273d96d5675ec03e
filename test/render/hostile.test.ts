import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import stringWidth from 'fast-string-width';
import {
  plainStyle,
  readReport,
  reporters,
  run as runScenario,
  UsageError,
  type Report,
  type RunReport,
} from '#src/index.js';

let folder = '';
let report: Report;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agent-bench-hostile-'));
  report = await runScenario('capstone', { virtual: true, cores: 2 });
});
after(() => rm(folder, { recursive: true }));

/** The report as read back from a file, after somebody has changed it. */
async function tampered(change: Partial<Report>): Promise<Report> {
  const path = join(folder, 'report.json');
  await writeFile(path, JSON.stringify({ ...report, ...change }));
  return readReport(path);
}

function withRuns(change: (run: RunReport) => Partial<RunReport>): Pick<Report, 'modes'> {
  return {
    modes: report.modes.map((mode) => ({ ...mode, runs: mode.runs.map((run) => ({ ...run, ...change(run) })) })),
  };
}

function assertFits(text: string, width: number): void {
  for (const line of text.split('\n')) assert.ok(stringWidth(line) <= width, `${stringWidth(line)} columns: ${line}`);
}

describe('a report that somebody has tampered with', () => {
  for (const [what, span] of [
    ['end long after their run', { endMs: 1e12 }],
    ['begin long after their run', { startMs: 1e12, endMs: 1e12 }],
    ['end before they begin', { startMs: 5000, endMs: 0 }],
    ['lie on lanes that are none', { lane: '\u001b[2J' }],
    ['lie on the lane of a worker that is none', { lane: 'worker-99999999999999999999' }],
  ] as const) {
    it(`is drawn within the width, its spans ${what}`, async () => {
      const read = await tampered(withRuns((run) => ({ spans: run.spans.map((one) => ({ ...one, ...span })) })));
      assertFits(reporters.text(read, plainStyle(80)), 80);
      assert.doesNotMatch(reporters.markdown(read), /[^\P{Cc}\n]/u);
    });
  }

  it('is drawn without lanes for ten thousand workers that did nothing', async () => {
    const read = await tampered({ world: { cores: 10_000, workers: 10_000, contention: 1 } });
    const text = reporters.text(read, plainStyle(80));
    assert.match(text, /… and 9,999 more workers, 0 of them used/); // in the concurrent mode one worker does all
    assertFits(text, 80);
  });

  it('fits where every figure is the largest that is read', async () => {
    const ms = 1e12;
    const sumMs = 1e15;
    const runs = withRuns((run) => ({
      makespanMs: ms,
      lowerBoundMs: ms,
      predictedMs: ms,
      efficiency: 100,
      coresBusy: 10_000,
      cpuMs: sumMs,
      coreWaitMs: sumMs,
      processCpuMs: sumMs,
      stealMs: sumMs,
      othersCpuMs: sumMs,
      criticalPath: run.criticalPath.map((step) => ({ ...step, startMs: ms, durationMs: ms })),
    }));
    const modes = runs.modes.map((mode) => ({ ...mode, speedup: 1e6 }));
    const read = await tampered({ modes, world: { cores: 10_000, workers: 10_000, contention: 1e6 } });
    for (const width of [90, 120]) assertFits(reporters.text(read, plainStyle(width)), width);
    assertFits(reporters.text(read, plainStyle(80)), 90); // the table of modes cannot get narrower
  });

  it('holds no control character or markup as Markdown, whatever its versions and machine are called', async () => {
    const evil = '\u001b[2J\n# <b>`|\u202e';
    const read = await tampered({
      clock: 'real',
      tool: { ...report.tool, version: evil },
      environment: { ...report.environment, node: evil, cpuModel: evil },
    });
    const last = reporters.markdown(read).trimEnd().split('\n').at(-1)!;
    assert.doesNotMatch(last, /[\p{Cc}\u202e]|(?<!\\)[<`|#]/u);
    assert.equal(last.match(/\\x1b/g)?.length, 3);
  });

  for (const [what, change, ...said] of [
    [
      'has a million times a billion workers',
      { world: { cores: 2, workers: 1e15, contention: 1 } },
      'world.workers',
      '<=10000',
      'not 1000000000000000',
    ],
    [
      'has more cores than there are',
      { world: { cores: 1e9, workers: 1, contention: 1 } },
      'world.cores',
      '<=10000',
      'not 1000000000',
    ],
    [
      'has more modes than there are',
      () => ({ modes: Array.from({ length: 6 }, () => report.modes[0]!) }),
      'modes',
      '<=5',
      'not 6',
    ],
    [
      'lasts for ever',
      () => withRuns(() => ({ makespanMs: 1e308 })),
      'modes.0.runs.0.makespanMs',
      '<=1000000000000',
      'not 1e+308',
    ],
    [
      'has spans that last for ever',
      () => withRuns((run) => ({ spans: run.spans.map((span) => ({ ...span, endMs: 1e13 })) })),
      'spans.0.endMs',
    ],
    ['has a clock of its own', { clock: 'lunar' }, 'clock', 'not "lunar"'],
  ] as const) {
    it(`is refused if it ${what}`, async () => {
      const changed = typeof change === 'function' ? change() : change;
      await assert.rejects(tampered(changed as Partial<Report>), (error) => {
        assert.ok(error instanceof UsageError, String(error));
        for (const words of said)
          assert.ok(error.message.includes(words), `"${words}" is missing in: ${error.message}`);
        return true;
      });
    });
  }
});
