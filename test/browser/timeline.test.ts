import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { run } from '#src/index.js';
import { opened, skip } from './chromium.js';
import { pages } from './reports.js';

/** Which runs differ in their spans. */
const uneven = await run(
  {
    name: 'uneven',
    sources: ['a', 'b', 'c'].map((name) => ({
      name,
      latency: { type: 'uniform' as const, min: 100, max: 900 },
      faults: ['flaky:0.5'],
    })),
    policies: [{ type: 'retry', attempts: 2 }],
    inference: { cost: 300 },
    modes: ['hybrid'],
  },
  { virtual: true, cores: 2, runs: 12, whatIf: true },
);

async function pictureIn(page: Page, mode: string) {
  const picture = page.getByRole('application', { name: mode }).first();
  await picture.scrollIntoViewIfNeeded();
  return { picture, box: (await picture.boundingBox())! };
}

describe('a timeline', { skip }, () => {
  it('forgets the focus and the span under the mouse when another run is chosen', async () => {
    const { runs } = uneven.modes[0]!;
    const order = runs.map(({ spans }, i) => ({ i, spans: spans.length })).toSorted((a, b) => b.spans - a.spans);
    assert.notEqual(order[0]!.spans, order.at(-1)!.spans);
    await opened({ kind: 'run', report: uneven }, async (page) => {
      const { picture, box } = await pictureIn(page, 'hybrid');
      const choice = page.getByRole('combobox', { name: /run of/iu }).first();
      await choice.selectOption({ index: order[0]!.i });
      await picture.focus();
      for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowRight'])
        await page.keyboard.press(key);
      await page.locator('.tl-tip').waitFor();
      for (const { i } of order.toReversed()) {
        await choice.selectOption({ index: i });
        assert.equal(await page.locator('.tl-tip').count(), 0, 'facts of another run');
        assert.equal(await page.locator('.tl-focused, .tl-hovered').count(), 0);
        await page.mouse.click(box.x + box.width / 3, box.y + 40);
      }
      assert.equal(await page.getByRole('alert').count(), 0);
    });
  });

  it('stops to follow the mouse where the button was let go outside of it', async () => {
    await opened(pages.run, async (page) => {
      const { picture, box } = await pictureIn(page, 'hybrid');
      await page.getByRole('button', { name: 'Zoom in' }).click();
      const axis = picture.locator('.tl-axis');
      const [x, bottom] = [box.x + box.width / 2, box.y + box.height - 2];
      await page.mouse.move(x, bottom);
      await page.mouse.down();
      await page.mouse.move(x + 2, bottom + 60);
      await page.mouse.up();
      await page.mouse.move(x, bottom - 20);
      const before = await axis.innerHTML();
      await page.mouse.move(x + 120, bottom - 20, { steps: 4 });
      assert.equal(await axis.innerHTML(), before);
    });
  });

  it('has the focus when the chain of a span is put away', async () => {
    await opened(pages.run, async (page) => {
      const { picture } = await pictureIn(page, 'hybrid');
      await picture.focus();
      for (const key of ['ArrowDown', 'Enter']) await page.keyboard.press(key);
      await page.getByRole('button', { name: 'Show all', exact: true }).press('Enter');
      assert.ok(await picture.evaluate((one) => one === one.ownerDocument.activeElement));
    });
  });

  it('says of which run slack is drawn', async () => {
    await opened(pages.run, async (page) => {
      await page.getByText('slack: how much longer a span could take (known for hybrid only)').waitFor();
    });
  });

  it('has ticks at the times that they say, also where there is room for few', async () => {
    for (const width of [390, 700, 1280])
      await opened(
        pages.run,
        async (page) => {
          const ticks = await page
            .locator('#timeline .tl-axis')
            .first()
            .locator('text')
            .evaluateAll((all) =>
              all.map((tick) => [Number.parseFloat(tick.textContent), Number(tick.getAttribute('x'))] as const),
            );
          const [first, second] = [ticks[0]!, ticks[1]!];
          assert.ok(ticks.length > 2);
          for (const [seconds, x] of ticks) {
            const expected = first[1] + ((second[1] - first[1]) * seconds) / second[0];
            assert.ok(Math.abs(x - expected) < 0.5, `${seconds} s at ${x}, not ${expected}, at a width of ${width}`);
          }
        },
        { viewport: { width, height: 800 } },
      );
  });
});
