import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { run } from '#src/index.js';
import { opened, skip, textOf } from './chromium.js';
import { pages, simulated } from './reports.js';

async function guess(page: Page, mode: string): Promise<void> {
  await page.getByRole('button', { name: mode, exact: true }).click();
  await page.getByRole('textbox').fill('4');
  await page.getByRole('button', { name: 'That is my guess' }).press('Enter');
}

describe('a class room', { skip }, () => {
  it('says what goes wrong and what is done about it before anybody guesses', async () => {
    const sources = [
      { name: 'weather', latency: 500, faults: ['error'] },
      { name: 'news', latency: 700, timeout: 900 },
    ];
    const report = await run(
      { name: 'rough', sources, policies: [{ type: 'retry', attempts: 2 }] },
      { virtual: true, cores: 2 },
    );
    await opened({ kind: 'run', report, view: 'classroom' }, async (page) => {
      const text = await textOf(page);
      for (const words of [
        'fails at once',
        'tried again twice at most',
        'an attempt is given up after 0.90 s',
        'the whole question after 15.00 s',
      ])
        assert.ok(text.includes(words), words);
    });
  });

  it('has a title, colours to choose, and goes on by the keyboard after a guess', async () => {
    await opened(pages['class room'], async (page) => {
      assert.match(await page.title(), /^capstone: class room/u);
      await page.getByRole('radio', { name: 'dark' }).check();
      assert.equal(await page.evaluate('document.documentElement.dataset.theme'), 'dark');
      await guess(page, 'hybrid');
      assert.equal(await page.evaluate("document.activeElement.getAttribute('aria-label')"), 'hybrid, as it happened');
      const controls = (await page.getByRole('button', { name: 'Play again' }).boundingBox())!;
      assert.ok(controls.y + controls.height < 900, 'the controls can be reached without scrolling');
    });
  });

  it('tells the lower bound only once every mode was seen', async () => {
    await opened(pages['class room'], async (page) => {
      for (const { mode } of simulated.modes) {
        await page.getByRole('button', { name: 'All modes' }).click();
        assert.doesNotMatch(await textOf(page), /no schedule beats|efficiency/u);
        await guess(page, mode);
      }
      await page.getByRole('button', { name: 'All modes' }).click();
      assert.match(await textOf(page), /no schedule beats/u);
    });
  });

  it('scrolls a step that is longer than the screen before the page key turns it', async () => {
    await opened(
      pages['class room'],
      async (page) => {
        await guess(page, 'hybrid');
        await page.keyboard.press('PageDown');
        await page.getByRole('main', { name: 'hybrid' }).waitFor();
        await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
        await page.keyboard.press('PageDown');
        await page.getByRole('main', { name: 'hybrid' }).waitFor({ state: 'detached' });
      },
      { viewport: { width: 800, height: 400 } },
    );
  });
});
