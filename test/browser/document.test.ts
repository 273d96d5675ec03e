import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { htmlOf } from '#src/render/html.js';
import { opened, skip } from './chromium.js';

describe('a page of blocks', { skip }, () => {
  const words = Array.from({ length: 8 }, (_, i) => `column-${i}`);
  const page = htmlOf([{ kind: 'table', columns: words, rows: [words.map(() => '−0.50 s')] }]);

  it('is dark where the reader wants that, and as wide as the phone that it is read on', async () => {
    const look = { colorScheme: 'dark', viewport: { width: 390, height: 800 } } as const;
    await opened(
      page,
      async (shown) => {
        const scheme = await shown.evaluate('getComputedStyle(document.documentElement).colorScheme');
        assert.equal(scheme, 'light dark');
        assert.equal(await shown.evaluate('document.documentElement.scrollWidth'), 390);
      },
      look,
    );
  });
});
