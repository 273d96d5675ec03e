import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { run as runScenario } from '#src/index.js';
import { figuresCsv, spansCsv } from '#src/render/exports/csv.js';
import { figureNames } from '#src/results/figures.js';
import { withRuns } from '../../support/reports.js';
import { capstone } from '../../support/simulate.js';

function rows(csv: string): string[][] {
  assert.ok(csv.endsWith('\r\n'));
  return csv
    .slice(0, -2)
    .split('\r\n')
    .map((line) => line.split(','));
}

describe('a run as CSV', () => {
  it('has a row for each mode and run with every figure, and an empty cell for what a run does not have', async () => {
    const report = await runScenario(capstone({ modes: ['sequential', 'hybrid'] }), {
      virtual: true,
      cores: 2,
      runs: 2,
    });
    const [head, ...body] = rows(figuresCsv(report));
    assert.deepEqual(
      head!.map((name) => name.replace(/_ms$/, '')),
      ['mode', 'run', ...figureNames],
    );
    assert.deepEqual(
      body.map(([mode, run, makespan]) => [mode, run, makespan]),
      [
        ['sequential', '1', '12500'],
        ['sequential', '2', '12500'],
        ['hybrid', '1', '5500'],
        ['hybrid', '2', '5500'],
      ],
    );
    assert.equal(body[0]![head!.indexOf('cost')], '');
  });

  it('has a row for each span of each run', async () => {
    const report = await runScenario(capstone({ modes: ['sequential', 'hybrid'] }), {
      virtual: true,
      cores: 2,
      runs: 2,
    });
    const [head, ...body] = rows(spansCsv(report));
    assert.equal(body.length, report.modes.flatMap(({ runs }) => runs.flatMap(({ spans }) => spans)).length);
    const inference = body.find(
      ([mode, run, , , kind, name]) =>
        mode === 'hybrid' && run === '2' && kind === 'inference' && name === 'knowledge_base',
    )!;
    assert.deepEqual(
      ['lane', 'startMs', 'endMs', 'outcome', 'cpuMs', 'coreWaitMs'].map((name) => inference[head!.indexOf(name)]),
      ['worker-1', '3500', '5500', 'ok', '2000', '0'],
    );
  });

  it('leaves a spreadsheet no formula and a terminal no control character', async () => {
    const report = await runScenario(capstone({ modes: ['hybrid'] }), { virtual: true, cores: 2 });
    for (const [name, cell] of [
      ['=cmd()', `'=cmd()`],
      ['+1', `'+1`],
      ['-1', `'-1`],
      ['@a', `'@a`],
      ['\t=1', String.raw`\x09=1`],
      ['a,"b"', '"a,""b"""'],
      ['\u001b[2J\r\n', String.raw`\x1b[2J\x0d\x0a`],
    ] as const) {
      const csv = spansCsv(
        withRuns(report, (run) => ({ ...run, spans: run.spans.slice(0, 1).map((span) => ({ ...span, name })) })),
      );
      assert.ok(csv.includes(`,query,${cell},main,`), csv);
      assert.doesNotMatch(csv, /[^\P{Cc}\r\n]/u);
    }
  });
});
