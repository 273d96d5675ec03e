import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { plainStyle, reporters, type Style } from '#src/index.js';
import type { PageData } from '#src/render/page.js';
import { compareBlocks } from '#src/render/compare/blocks.js';
import { typicalRun } from '#src/results/typical.js';
import { resilienceBlocks } from '#src/render/resilience/blocks.js';
import { sweepBlocks } from '#src/render/sweep/blocks.js';
import { textOf as blocksAsText } from '#src/render/text.js';
import { verifyBlocks } from '#src/render/verify/blocks.js';
import { opened, plain, rowsOf, skip, textOf, unfold } from './chromium.js';
import { pages } from './reports.js';

/** So wide that nothing is wrapped, cut or left out. */
const wide = plainStyle(4000);
/** The same, all that is bold made of one character: the heads of tables are. */
const marked: Style = {
  ...wide,
  paint: new Proxy(((text) => text) as typeof wide.paint, {
    get: (_, name) => (name === 'bold' ? mark : (Reflect.get(wide.paint, name) as unknown)),
  }),
};

function mark(text: string): string {
  return text.replaceAll(/\S/gu, '¤');
}

function terminal(data: PageData, style: Style): string[] {
  switch (data.kind) {
    case 'run':
      return reporters.text(data.report, style).split('\n');
    case 'resilience':
      return blocksAsText(resilienceBlocks(data.report), style).split('\n');
    case 'compare':
      return blocksAsText(compareBlocks(data.report), style).split('\n');
    case 'sweep':
      return blocksAsText(sweepBlocks(data.report), style).split('\n');
    case 'verify':
      return blocksAsText(verifyBlocks(data.report), style).split('\n');
  }
}

interface Printed {
  /** The rows of all tables, without their heads. */
  readonly rows: readonly (readonly string[])[];
  readonly sentences: readonly string[];
}

/** What the terminal prints of a report. */
function printed(data: PageData): Printed {
  const heads = terminal(data, marked);
  const rows: string[][] = [];
  const sentences: string[] = [];
  let inTable = false;
  for (const [i, line] of terminal(data, wide).entries()) {
    const isBold = /^ {2}[ ¤]*¤ *$/u.test(heads[i]!);
    const isHead: boolean = isBold && (inTable || / {2,}¤/u.test(heads[i]!.trimStart()));
    inTable = line.startsWith('  ') && (inTable || isHead);
    if (inTable && !isHead) rows.push(line.trim().replace(/^★ /u, '').split(/ {2,}/u));
    if (!inTable && /^[\p{L}\d].*\.$/u.test(line)) sentences.push(plain(line));
  }
  return { rows, sentences };
}

describe('the page prints the figures that the terminal prints', { skip }, () => {
  const least: Partial<Record<keyof typeof pages, readonly [rows: number, sentences: number]>> = {
    run: [4, 3],
    'repeated runs': [5, 5],
    'measured runs': [7, 3],
    resilience: [17, 2],
    sweep: [8, 1],
    compare: [27, 3],
    'compare, of a saved comparison': [27, 3],
    verify: [0, 1],
  };
  for (const [name, [rowCount, sentenceCount]] of Object.entries(least)) {
    const data = pages[name as keyof typeof pages];
    const { rows, sentences } = printed(data);

    it(`of ${name}`, async (t) => {
      await opened(data, async (page) => {
        await unfold(page);
        await t.test(
          'every row of every table',
          { skip: rowCount === 0 && 'the terminal prints no table' },
          async () => {
            assert.ok(rows.length >= rowCount, `${rows.length} rows are found in what the terminal prints`);
            const shown = await rowsOf(page);
            const missing = rows.filter(
              ([first, ...cells]) =>
                !shown.some(
                  (row) => row.some((cell) => cell.includes(first!)) && cells.every((cell) => row.includes(cell)),
                ),
            );
            assert.deepEqual(missing, []);
          },
        );
        await t.test('every sentence', async () => {
          assert.ok(
            sentences.length >= sentenceCount,
            `${sentences.length} sentences are found in what the terminal prints`,
          );
          assertSays(await textOf(page), sentences);
        });
        await t.test('what else there is to know', async () => {
          assertSays(await textOf(page), factsOf(data));
        });
      });
    });
  }
});

/** What is neither in a table nor in a sentence: what failed and why, what holds, what was expected and what came. */
function factsOf(data: PageData): string[] {
  switch (data.kind) {
    case 'run':
      return data.report.modes.flatMap(({ runs }) =>
        typicalRun(runs).result.errors.flatMap(({ source, message }) => [source, message]),
      );
    case 'resilience':
      return [...data.report.lattice.invariants.map(({ name }) => name), data.report.lattice.worst.command];
    case 'verify':
      return data.report.checks.flatMap(({ what, expected, measured, outcome, reason }) => [
        what,
        expected,
        measured,
        outcome,
        reason ?? '',
      ]);
    case 'compare':
      return [data.report.base.name, data.report.new.name, ...data.report.warnings];
    case 'sweep':
      return data.report.modes;
  }
}

function assertSays(text: string, all: readonly string[]): void {
  const missing = all.filter((words) => !text.includes(plain(words)));
  assert.deepEqual(missing, []);
}
