import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import stringWidth from 'fast-string-width';
import type { SweepReport } from '#src/index.js';
import { Scope } from '#src/model/scope.js';
import { lineChart } from '#src/render/line-chart.js';
import { sweepCsv } from '#src/render/exports/csv.js';
import { fitSentences } from '#src/render/sweep/figures.js';
import { markdownOf } from '#src/render/markdown.js';
import { plainStyle } from '#src/render/style.js';
import { sweepBlocks } from '#src/render/sweep/blocks.js';
import { textOf } from '#src/render/text.js';
import { sweep } from '#src/experiments/sweep/sweep.js';
import { checkedGrid } from '#src/experiments/sweep/grid.js';
import { loadScenario, resolveScenario, type LoadedScenario } from '#src/scenario/load.js';
import { makePlan } from '#src/scenario/plan.js';
import { parseAxis } from '#src/experiments/sweep/parameters.js';

const sweepText = (report: SweepReport, width = 80): string => textOf(sweepBlocks(report), plainStyle(width));
const sweepMarkdown = (report: SweepReport): string => markdownOf(sweepBlocks(report));

const golden = new URL('../../fixtures/golden/', import.meta.url);

async function swept(loaded: LoadedScenario, over: readonly string[]): Promise<SweepReport> {
  const names = loaded.scenario.sources.map(({ name }) => name);
  const scenario = { ...loaded.scenario, modes: ['sequential' as const, 'hybrid' as const] };
  const plan = makePlan({ ...loaded, scenario }, { clock: 'virtual', runs: 1, cores: 4, contention: 1 }, 4);
  const axes = over.map((text) => parseAxis(text, '--over', 'virtual', names));
  return sweep({ grid: checkedGrid(plan, axes), within: new Scope(), progress() {} });
}

const capstone = async (...over: string[]): Promise<SweepReport> => swept(await loadScenario('capstone'), over);

/** Names that a terminal, Markdown, CSV or a spreadsheet might trip over. */
const hostile = async (): Promise<SweepReport> =>
  swept(
    await resolveScenario({
      name: 'a\u001b[31m|b',
      sources: [
        { name: '=cmd|\'/c calc\'!A1,"x"\n2', latency: 300 },
        { name: '\u001b[31mred\u202e', latency: 10 },
      ],
      inference: { cost: 1 },
    }),
    ['workers=1,2'],
  );

function compare(file: string, text: string): void {
  const path = new URL(file, golden);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(golden, { recursive: true });
    writeFileSync(path, text);
  }
  assert.equal(text, readFileSync(path, 'utf8'));
}

describe('the report of a sweep', () => {
  it('is as agreed in 80 columns and as Markdown', async () => {
    const report = await capstone('infer-cost=1s,2s', 'workers=1..4');
    compare('sweep.80.txt', sweepText(report));
    compare('sweep.md', sweepMarkdown(report));
  });

  it('fits its width, whatever there is in it', async () => {
    const reports = [
      await capstone('workers=1..4'),
      await capstone('sources=1..6', 'infer-cost=1s,3s', 'workers=1..4', 'latency.knowledge_base=1s..3s'),
      await capstone('seed=1..100'),
      await hostile(),
    ];
    for (const report of reports) {
      for (const width of [60, 80, 120, 160]) {
        for (const line of sweepText(report, width).split('\n'))
          assert.ok(stringWidth(line) <= width, `${width}: ${line}`);
      }
    }
  });

  it('leaves out the middle of a long table, but not where the bottleneck changes', async () => {
    const text = sweepText(await capstone('infer-cost=100ms..10s/100ms'));
    assert.match(text, /\n {2}0\.1 s .*\n/);
    assert.match(text, /\n {2}3 s .* fetch: .*\n {2}3\.1 s .* compute: .*\n {2}… /);
    assert.match(text, /\n {2}10 s .*\n/);
    assert.match(text, /78 points left out: .* The\s+JSON has all, and so has --csv FILE\./);
  });

  it('never shows the makespan of an incomplete answer without its completeness', async () => {
    const report = await capstone('timeout=4s,15s');
    assert.match(sweepText(report), /\n {2}4 s +4\.00 s \(0 %\) +4\.00 s \(33 %\) +– /);
    assert.match(sweepMarkdown(report), /\| 4\.00 s \(33 %\) \|/);
  });

  it('says that no law fits where none does', async () => {
    const [fit] = (await capstone('workers=1..4')).fits;
    const poor = {
      ...fit!,
      amdahl: { ...fit!.amdahl, largestShare: 0.2 },
      universal: { ...fit!.universal!, largestShare: 0.06 },
    };
    assert.match(fitSentences(poor).at(-1)!, /^Neither law fits well: /);
    assert.match(fitSentences({ ...poor, universal: null }).at(-1)!, /^The law does not fit well: /);
    assert.equal(fitSentences(fit!).length, 2);
  });

  it('prints no control character of a hostile name', async () => {
    const report = await hostile();
    const printed = sweepText(report) + sweepMarkdown(report);
    for (const character of ['\u001b', '\u202e']) assert.ok(!printed.includes(character));
  });
});

describe('a sweep as CSV', () => {
  it('has a row for each point, in milliseconds, with CRLF', async () => {
    const csv = sweepCsv(await capstone('infer-cost=1s', 'workers=1,2'));
    const mode = (name: string) =>
      ['makespan_ms', 'completeness', 'efficiency', 'speedup', 'bound', 'source']
        .map((figure) => `${name}_${figure}`)
        .join(',');
    const [head, first, second, end, ...more] = csv.split('\r\n');
    assert.equal(head, `infer-cost_ms,workers,${mode('sequential')},${mode('hybrid')},fastest`);
    assert.equal(
      first,
      `1000,1,9500,1,${4000 / 9500},1,fetch,knowledge_base,4500,1,${4000 / 4500},${9500 / 4500},compute,knowledge_base,hybrid`,
    );
    assert.match(second!, /^1000,2,9500,/);
    assert.deepEqual([end, more], ['', []]);
  });

  it('quotes commas, quotes and newlines, and leaves a spreadsheet no formula', async () => {
    const csv = sweepCsv(await hostile());
    assert.ok(csv.includes(`,"'=cmd|'/c calc'!A1,""x""\\x0a2",`), csv);
    assert.ok(!/(?:^|,|")=/mu.test(csv));
  });
});

describe('a line chart', () => {
  const formats = { x: String, y: String };

  it('has a mark of its own for each line, and one for where they meet', () => {
    const chart = lineChart(
      [
        {
          name: 'up',
          points: [
            [1, 0],
            [3, 4],
          ],
        },
        {
          name: 'flat',
          points: [
            [1, 0],
            [3, 2],
          ],
        },
      ],
      formats,
      plainStyle(24),
    );
    assert.equal(
      chart,
      [
        ' 4 ┤                  ○',
        '   │                ··',
        '   │               ·',
        ' 3 ┤             ··',
        '   │            ·',
        '   │          ··',
        ' 2 ┤         ·       ·●',
        '   │       ··     ···',
        '   │      ·    ···',
        ' 1 ┤    ··  ···',
        '   │   · ···',
        '   │ ····',
        ' 0 ┤◈·',
        '   └───────────────────',
        '    1                 3',
        '    ○ up   ● flat   ◈ several',
      ].join('\n'),
    );
  });

  it('has room for more points than columns', () => {
    const points = Array.from({ length: 1000 }, (_, x) => [x, 5] as const);
    const lines = lineChart([{ name: 'a', points }], formats, plainStyle(40)).split('\n');
    for (const line of lines) assert.ok(line.length <= 40, line);
    assert.match(lines.at(-2)!, /^ +0 .* 999$/);
  });

  it('stands on zero, also where all is zero or there is one point', () => {
    for (const points of [
      [
        [1, 0],
        [2, 0],
      ],
      [[5, 7]],
    ] as [number, number][][]) {
      const lines = lineChart([{ name: 'a', points }], formats, plainStyle(40)).split('\n');
      assert.equal(lines.length, 16);
      assert.match(lines[12]!, / 0 ┤/);
    }
  });
});
