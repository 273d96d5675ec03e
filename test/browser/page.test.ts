import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { html } from '#src/cli/output/html.js';
import type { PageData } from '#src/render/page.js';
import { opened, skip, textOf, tooWide, unfold } from './chromium.js';
import { contrastOf } from './contrast.js';
import { pages } from './reports.js';

const frame = fileURLToPath(new URL('../../dist/web/report/index.html', import.meta.url));
/** Pages that have the same parts as others. */
const alike = new Set(['run', 'measured runs', 'compare, of a saved comparison']);
const schemes = ['light', 'dark'] as const;

describe('the page', { skip }, () => {
  it('has less than 600 KB beside its data', async () => {
    assert.ok(statSync(frame).size < 600_000);
    for (const data of Object.values<PageData>(pages)) {
      const written = JSON.stringify(data).replaceAll('<', '\\u003c');
      assert.ok(Buffer.byteLength(await html(data)) - Buffer.byteLength(written) < 600_000);
    }
  });

  it('says what it needs where JavaScript is off', async () => {
    await opened(
      pages.run,
      async (page) => {
        assert.ok(await page.locator('noscript').isVisible());
      },
      { javaScriptEnabled: false },
    );
  });

  it('says that there is no report in it where there is none', async () => {
    await opened(readFileSync(frame, 'utf8'), async (page) => {
      assert.match(await textOf(page), /no report/);
    });
  });

  it('says what it needs where a browser is too old for it, and why where its program does not start', async () => {
    const alert = (page: Page): Promise<string> => page.getByRole('alert').innerText();
    await opened(
      pages.run,
      async (page) => {
        assert.match(await alert(page), /needs a browser from July 2023/);
      },
      { first: 'delete window.DecompressionStream' },
    );
    const broken = readFileSync(frame, 'utf8').replace(
      '<!-- data -->',
      '<script type="application/json" id="data">{</script>',
    );
    await opened(
      broken,
      async (page) => {
        assert.match(await alert(page), /cannot be shown: .*JSON.*agent-bench report FILE/);
      },
      { expected: /JSON/ },
    );
  });

  it('shows all that it can of a report of which one part cannot be shown', async () => {
    const { report } = pages.run;
    const [first, ...others] = report.modes;
    const without = {
      ...report,
      modes: [{ ...first!, runs: first!.runs.map((run) => ({ ...run, criticalPath: null as never })) }, ...others],
    };
    await opened(
      { kind: 'run', report: without },
      async (page) => {
        assert.match(await page.getByRole('alert').first().innerText(), /could not be shown/);
        assert.ok(await page.getByRole('heading', { name: 'Speedup and efficiency' }).isVisible());
        assert.ok(await page.getByRole('table', { name: 'Speedup and efficiency' }).isVisible());
      },
      { expected: /null|iterable|occurred in/ },
    );
  });

  it('draws charts as wide as the window again after printing', async () => {
    await opened(pages.sweep, async (page) => {
      const widths = await page.evaluate<number[]>(`(async () => {
        const width = () => new Promise(requestAnimationFrame).then(() => document.querySelector('.curve .uplot').offsetWidth);
        const widths = [await width()];
        for (const event of ['beforeprint', 'afterprint']) {
          dispatchEvent(new Event(event));
          widths.push(await width());
        }
        return widths;
      })()`);
      assert.equal(widths[2], widths[0]);
      assert.ok(widths[1]! < widths[0]!, widths.join(' '));
    });
  });

  it('draws speedups as different as they are', async () => {
    await opened(pages.run, async (page) => {
      for (const width of [390, 1440]) {
        await page.setViewportSize({ width, height: 900 });
        const [least, most] = await page.evaluate<number[]>(
          `[...document.querySelectorAll('.bars tbody td:nth-of-type(3) .filled')].map((one) => ` +
            'one.offsetWidth).toSorted((a, b) => a - b).filter((_, i, all) => i === 0 || i === all.length - 1)',
        );
        assert.ok(most! > 55, `${width}: ${most} pixels`);
        assert.ok(Math.abs(most! / least! - 2.27) < 0.1, `${width}: ${least} and ${most}`);
      }
    });
  });

  it('marks what is not a whole answer in curves, maps and bars, and says which values it shows of many', async () => {
    const { report } = pages.sweep;
    const points = report.points.flatMap((point) =>
      Array.from({ length: 70 }, (_, i) => ({
        ...point,
        values: { ...point.values, 'infer-cost': 100 + i },
        modes: point.modes.map((mode) => ({ ...mode, completeness: 0.5, speedup: null })),
      })),
    );
    const parameters = report.parameters.map((one) =>
      one.name === 'infer-cost' ? { ...one, values: Array.from({ length: 70 }, (_, i) => 100 + i) } : one,
    );
    await opened({ kind: 'sweep', report: { ...report, parameters, points } }, async (page) => {
      assert.match(
        await page.locator('#curves').innerText(),
        /Hollow marks: not all sources answered, only 50 % of them/,
      );
      assert.match(await page.locator('#map').innerText(), /Striped: not all sources answered/);
      await page.locator('#map select').selectOption({ index: 1 });
      assert.match(await page.locator('#map').innerText(), /35 of 70 values at a time/);
      assert.equal(await page.locator('#map td.incomplete').count(), 35 * 4);
      await page
        .locator('#curves')
        .getByRole('group', { name: 'Over' })
        .getByRole('radio', { name: 'workers' })
        .check();
      await page
        .locator('#curves')
        .getByRole('group', { name: 'A line for each' })
        .getByRole('radio', { name: 'infer-cost' })
        .check();
      assert.match(await page.locator('#curves').innerText(), /8 of 70 values at a time/);
      await page.locator('#curves select').last().selectOption({ index: 9 });
      assert.match(await page.locator('#curves').innerText(), /6 of 70 values at a time/);
    });
  });

  it('calls the timelines of a comparison base and new', async () => {
    await opened(pages.compare, async (page) => {
      const text = await page.locator('#timeline').innerText();
      assert.match(text, /base: a\.json/);
      assert.match(text, /new: b\.json/);
    });
  });

  for (const [name, data] of Object.entries<PageData>(pages)) {
    it(`of ${name}`, async (t) => {
      await opened(data, async (page) => {
        await t.test('has one heading above all, a main part and a title', async () => {
          assert.equal(await page.getByRole('main').count(), 1);
          assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1);
          const levels = await page.evaluate<number[]>(
            `[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(({ tagName }) => Number(tagName[1]))`,
          );
          const noneLeftOut = levels.every((level, i) => level <= (levels[i - 1] ?? 0) + 1);
          assert.ok(noneLeftOut, levels.join(' '));
          assert.match(await page.title(), /agent-bench/);
          if (name !== 'class room')
            assert.ok(
              (await textOf(page)).includes(
                data.kind === 'compare' ? data.report.base.name : data.report.scenario.name,
              ),
            );
        });
        await unfold(page);
        for (const colorScheme of alike.has(name) ? [] : schemes)
          await t.test(`has no serious barrier to anybody, ${colorScheme}`, async () => {
            await page.emulateMedia({ colorScheme });
            assert.deepEqual(await barriers(page), []);
          });
        await t.test('can be read in both schemes, and on paper', () => assertLegible(page));
        await t.test('is no wider than a sheet of paper', () => assertFitsPaper(page));
        await t.test('scrolls up and down alone on a phone, unfolded as it is', () => assertFitsPhone(page));
      });
    });
  }
});

/** What keeps people from using a page, as far as a program can tell. */
async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(`window.axe ?? (() => { ${axe.source} })()`);
  const found = await page.evaluate<
    { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[]
  >(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)`);
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) =>
      [id, ...nodes.slice(0, 5).map((node) => `${node.html.slice(0, 300)}\n  ${node.failureSummary}`)].join('\n'),
    );
}

async function assertLegible(page: Page): Promise<void> {
  const grounds: string[] = [];
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme, media: 'screen' });
    const { ground, contrast } = await contrastOf(page, 'h1');
    assert.ok(contrast >= 4.5, `${colorScheme}: contrast ${contrast}`);
    grounds.push(ground);
    await page.emulateMedia({ colorScheme, media: 'print' });
    await page.evaluate(`dispatchEvent(new Event('beforeprint'))`);
    assert.ok(await page.getByRole('heading', { level: 1 }).isVisible());
    const paper = await contrastOf(page, 'h1', [255, 255, 255]);
    assert.ok(paper.contrast >= 4.5, `${colorScheme}, on paper: contrast ${paper.contrast}`);
    await page.evaluate(`dispatchEvent(new Event('afterprint'))`);
  }
  assert.notEqual(grounds[0], grounds[1]);
  assert.equal((await page.pdf()).subarray(0, 5).toString(), '%PDF-');
  await page.emulateMedia({ media: 'screen' });
}

async function assertFitsPaper(page: Page): Promise<void> {
  await page.setViewportSize({ width: 680, height: 960 });
  await page.emulateMedia({ media: 'print' });
  assert.deepEqual(await tooWide(page), []);
  await page.emulateMedia({ media: 'screen' });
}

async function assertFitsPhone(page: Page): Promise<void> {
  await page.setViewportSize({ width: 390, height: 844 });
  assert.deepEqual(await tooWide(page), []);
}
