import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { html } from '#src/cli/output/html.js';
import type { PageData } from '#src/render/page.js';

const executable = [
  process.env['CHROMIUM'],
  process.env['CHROME'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
].find((path) => path !== undefined && existsSync(path));

/** Why tests in a browser are skipped, if they are. */
export const skip =
  executable === undefined && 'no Chromium is found here; install one, or name one with CHROMIUM=PATH';

let browser: Browser;
let folder = '';
let count = 0;

// One browser for all tests of a file.
if (executable !== undefined) {
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'agent-bench-browser-'));
    const args = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--disable-extensions', '--no-first-run'];
    browser = await chromium.launch({ executablePath: executable, args });
  });
  after(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
}

interface OpenedOptions extends BrowserContextOptions {
  /** What the page may complain of. */
  readonly expected?: RegExp;
  /** Runs in the page before its own program does. */
  readonly first?: string;
}

/**
 * A page on disk, opened; `look` looks at it. Fails where the page complains, opens a dialog, or asks for anything but
 * itself.
 */
export async function opened(
  data: PageData | string,
  look: (page: Page) => Promise<void>,
  { expected, first, ...options }: OpenedOptions = {},
): Promise<void> {
  const path = join(folder, `${(count += 1)}.html`);
  const text = typeof data === 'string' ? data : await html(data);
  writeFileSync(path, text);
  const url = pathToFileURL(path).href;
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    ...options,
  });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(5000);
    if (first !== undefined) await page.addInitScript(first);
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => {
      if (request.url() !== url && !request.url().startsWith('data:')) complaints.push(`asks for ${request.url()}`);
    });
    page.on('dialog', (dialog) => {
      complaints.push(`opens a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(url);
    if (options.javaScriptEnabled !== false && text.includes('id="app"'))
      await page.waitForSelector('#app > *').catch(() => assert.fail(`nothing is shown: ${complaints.join('; ')}`));
    await look(page);
    await page.evaluate('1'); // what was said meanwhile has arrived
    assert.deepEqual(expected === undefined ? complaints : complaints.filter((one) => !expected.test(one)), []);
  } finally {
    await context.close();
  }
}

/** The text as a reader compares it: each run of spaces is one. */
export function plain(text: string): string {
  return text.replaceAll(/\s+/gu, ' ').trim();
}

/** Unfolds all that is folded away, for parts may be made only then. */
export async function unfold(page: Page): Promise<void> {
  await page.evaluate(`(async () => {
    for (let closed = ['']; closed.length > 0; closed = document.querySelectorAll('details:not([open])')) {
      for (const one of document.querySelectorAll('details')) one.open = true;
      for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
    }
  })()`);
}

/**
 * What makes the page wider than the window, which then scrolls sideways; parts that scroll on their own may be as wide
 * as they like.
 */
export async function tooWide(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(async () => {
    for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
    const { scrollWidth, clientWidth } = document.documentElement;
    const scrolls = (one) => one !== document.body && one !== document.documentElement && getComputedStyle(one).overflowX !== 'visible';
    const inside = (one) => one !== null && (scrolls(one) || inside(one.parentElement));
    const culprits = [...document.body.querySelectorAll('*')].filter((one) => one.getBoundingClientRect().right > clientWidth + 0.5 && !inside(one.parentElement));
    return scrollWidth <= clientWidth ? [] : [scrollWidth + ' wide', ...culprits.slice(0, 6).map((one) => one.outerHTML.slice(0, 200))];
  })()`);
}

/** All that a page says, also where it is folded away. */
export async function textOf(page: Page): Promise<string> {
  return plain(
    await page.evaluate<string>(`(() => {
    const walker = document.createTreeWalker(document.querySelector('#app'), NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    const blocks = new Set(['P', 'LI', 'TD', 'TH', 'TR', 'DIV', 'H1', 'H2', 'H3', 'H4', 'DT', 'DD', 'SUMMARY', 'FIGCAPTION', 'SECTION', 'text', 'title', 'desc', 'BR']);
    let text = '';
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (node.nodeType === Node.TEXT_NODE) text += node.data;
      else if (blocks.has(node.nodeName)) text += ' ';
    }
    return text;
  })()`),
  );
}

/** The texts of the cells of every row of every table, also where it is folded away. */
export async function rowsOf(page: Page): Promise<string[][]> {
  const rows = await page.evaluate<string[][]>(
    `[...document.querySelectorAll('#app tr')].map((row) => [...row.cells].map((cell) => cell.textContent))`,
  );
  return rows.map((cells) => cells.map(plain));
}
