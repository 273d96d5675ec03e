import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readReport, reporters, run, UsageError, type Report } from '#src/index.js';

let folder = '';
let report: Report;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agent-bench-report-'));
  report = await run('capstone', { virtual: true, cores: 2 });
});
after(() => rm(folder, { recursive: true }));

async function written(text: string): Promise<string> {
  const path = join(folder, 'report.json');
  await writeFile(path, text);
  return path;
}

async function refused(text: string, ...said: readonly string[]): Promise<void> {
  const path = await written(text);
  await assert.rejects(readReport(path), (error) => {
    assert.ok(error instanceof UsageError, String(error));
    assert.ok(error.message.startsWith(path));
    for (const words of said) assert.ok(error.message.includes(words), `"${words}" is missing in: ${error.message}`);
    return true;
  });
}

describe('a saved report', () => {
  it('is read back as it was written', async () => {
    const path = await written(reporters.json(report));
    assert.deepEqual(JSON.parse(JSON.stringify(await readReport(path))), JSON.parse(JSON.stringify(report)));
  });

  for (const [inference, kind, lanes] of [
    [{}, 'workers', 2],
    [{ type: 'openai', url: 'http://localhost:9', model: 'm', concurrency: 7 }, 'model-server', 7],
  ] as const) {
    it(`that does not say what infers is read as the scenario has it: ${kind}`, async () => {
      const scenario = { sources: [{ name: 'a', latency: 1 }], inference };
      const made = await run(scenario, { virtual: true, cores: 2 });
      assert.deepEqual(made.world.inference, { kind, lanes });
      const { inference: _, ...world } = made.world;
      const path = await written(reporters.json({ ...made, world }));
      assert.deepEqual((await readReport(path)).world, made.world);
    });
  }

  it('of before, with an entry that is known no more, is read without it', async () => {
    const advice = { mode: 'hybrid', change: 'core', makespanMs: 5500, withChangeMs: 5000 };
    const path = await written(JSON.stringify({ ...report, advice }));
    assert.ok(!('advice' in (await readReport(path))));
  });

  it('that was cut off is refused with the line where it ends', async () => {
    const text = reporters.json(report);
    const half = text.slice(0, text.length / 2);
    await refused(half, `:${half.split('\n').length}:`, 'not JSON');
  });

  for (const [version, shown] of [
    [3, '3'],
    [0, '0'],
    ['1', '"1"'],
    ['\u001b[2J', String.raw`"\u001b[2J"`],
  ] as const) {
    it(`of version ${JSON.stringify(version)} is refused with what to do about it`, async () => {
      await refused(
        JSON.stringify({ ...report, schemaVersion: version }),
        `version ${shown}`,
        'reads version 2',
        'make the report again',
      );
    });
  }

  for (const text of ['{}', '[]', 'null', '"report"', '7', '{"name": "a scenario", "sources": []}']) {
    it(`that is ${text} is refused as no report`, async () => {
      await refused(text, 'not a report of agent-bench', 'schemaVersion');
    });
  }

  it('with parts missing is refused with the paths', async () => {
    const { modes: _modes, ...rest } = report;
    await refused(JSON.stringify(rest), 'is not a whole report', 'modes');
    await refused(JSON.stringify({ ...report, clock: 'lunar' }), 'clock');
    await refused(
      JSON.stringify({
        ...report,
        modes: [{ ...report.modes[0], runs: [{ ...report.modes[0]!.runs[0], makespanMs: -1 }] }],
      }),
      'modes.0.runs.0.makespanMs',
    );
  });

  it('that is missing is refused', async () => {
    await assert.rejects(
      readReport(join(folder, 'nope.json')),
      (error: Error) =>
        error instanceof UsageError && /cannot read report .*nope\.json: it does not exist/.test(error.message),
    );
  });
});
