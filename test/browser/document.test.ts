import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PageData } from '#src/render/page.js';
import { opened, skip } from './chromium.js';

const document = {
  kind: 'what-if',
  title: 'capstone <b>bold</b>',
  facts: ['simulated'],
  tool: { name: 'agent-bench', version: '0.2.0' },
  blocks: [
    { kind: 'sentences', sentences: ['Inference limits the answer.', 'A third core would save 0.50 s.'] },
    {
      kind: 'table',
      caption: 'Changes',
      head: ['change', 'makespan', 'why'],
      rows: [['cores=3', '5.00 s', 'more room']],
    },
    { kind: 'note', text: 'Simulated time.' },
  ],
};

describe('the page of a kind that has none of its own', { skip }, () => {
  it('has the title, sentences, tables and notes of the document, and no markup of theirs', async () => {
    await opened(document as unknown as PageData, async (page) => {
      assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), 'capstone <b>bold</b>');
      assert.match(await page.locator('main').innerText(), /A third core would save 0\.50 s\.[\s\S]*Simulated time\./);
      const cells = page.getByRole('table', { name: 'Changes' }).getByRole('row').nth(1);
      assert.deepEqual(await cells.locator('th, td').allInnerTexts(), ['cores=3', '5.00 s', 'more room']);
      assert.deepEqual(
        await cells.locator('.figure').allInnerTexts(),
        ['5.00 s'],
        'figures stand right, and words left',
      );
    });
  });
});
