import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { run } from '#src/index.js';
import type { Report } from '#src/index.js';
import { formatDuration } from '#src/lib/duration.js';
import { Scope } from '#src/model/scope.js';
import { spreadSentences } from '#src/render/what-if/sentences.js';
import { whatIfReport } from '#src/experiments/what-if/what-if-report.js';
import { fullBudget } from '#src/experiments/what-if/what-if.js';
import { opened, plain, skip, textOf } from './chromium.js';
import { repeated, simulated } from './reports.js';

/** So many sources and runs that the command replays only some of the runs. */
const many = Array.from({ length: 40 }, (_, i) => ({
  name: `s${i}`,
  latency: { type: 'lognormal' as const, median: 500, p95: 2000 },
}));
const large: Report = await run(
  { name: 'large', sources: many, inference: { cost: 40 }, modes: ['hybrid'] },
  { virtual: true, cores: 4, runs: 24, whatIf: true },
);

/** What the command line says that changes come to. */
async function asCommand(report: Report, mode: string, set: readonly string[]) {
  const found = await whatIfReport(report, {
    mode,
    set,
    createdAt: report.createdAt,
    within: new Scope(),
    budget: fullBudget,
  });
  return { runs: found.whatIf.runs, unchangedMs: found.whatIf.unchanged.predictedMs, changed: found.changed! };
}

async function halveAllFetching(page: Page): Promise<void> {
  const slider = page
    .getByRole('group', { name: 'All sources', exact: true })
    .getByRole('slider', { name: 'fetching' });
  await slider.focus();
  for (let presses = 0; presses < 10; presses += 1) await slider.press('ArrowLeft');
}

describe('what a page says that would be', { skip }, () => {
  for (const [name, report] of Object.entries({ 'all of few runs': repeated, 'the first of many runs': large }))
    it(`is what the command line says of ${name}, how sure it is and what becomes of the slowest`, async () => {
      const mode = 'hybrid';
      const { runs, unchangedMs, changed } = await asCommand(report, mode, ['fetch=0.5x']);
      assert.equal(runs < report.modes[0]!.runs.length, report === large, `${runs} runs are replayed`);
      await opened({ kind: 'run', report }, async (page) => {
        const section = page.getByRole('region', { name: 'What if', exact: true }).first();
        await section.locator(`[data-mode="${mode}"] input`).check();
        await halveAllFetching(page);
        const words = spreadSentences(changed).join(' ');
        if (words !== '') await section.getByText(words, { exact: true }).waitFor();
        const spoken = section.locator('output');
        await spoken
          .filter({
            hasText: `${mode} ${formatDuration(changed.makespanMs)} instead of ${formatDuration(unchangedMs)}`,
          })
          .waitFor({ state: 'attached' });
        assert.equal(await spoken.count(), 1, 'one place speaks, and no slider beside it');
        assert.match(
          await section.locator('.what-if-command code').innerText(),
          /--mode hybrid --set 'fetch=0\.5x'|--mode hybrid --set fetch=0\.5x/u,
        );
        const row = section.locator(`[data-mode="${mode}"] td`);
        assert.equal(plain(await row.nth(1).innerText()).split(' ⚠')[0], formatDuration(changed.makespanMs));
      });
    });

  it('is drawn below thin bars of what was measured, which stay where they are', async () => {
    await opened({ kind: 'run', report: simulated }, async (page) => {
      const picture = page.getByRole('figure', { name: /^hybrid takes/ });
      const bars = async () => ({
        predicted: await picture.locator('g:not(.tl-thin) > .tl-fetch').first().getAttribute('d'),
        measured: await picture.locator('.tl-thin .tl-fetch').getAttribute('d'),
      });
      await picture.scrollIntoViewIfNeeded();
      const before = await bars();
      const section = page.getByRole('region', { name: 'What if', exact: true }).first();
      await section.getByRole('group', { name: 'weather' }).getByRole('slider', { name: 'fetching' }).press('Home');
      await section.locator('.what-if-command code', { hasText: 'weather' }).waitFor();
      await page.getByRole('figure', { name: /^hybrid takes/ }).waitFor();
      await page.locator('.what-if-outcome[aria-busy="false"]').waitFor();
      const after = await bars();
      assert.equal(after.measured, before.measured);
      assert.notEqual(after.predicted, before.predicted);
    });
  });

  it('tells of the slowest where there are enough runs', async () => {
    const { changed } = await asCommand(repeated, 'hybrid', ['fetch=0.5x']);
    assert.equal(spreadSentences(changed).length, 2);
  });

  it('names the mode that all are replayed in, also one that was not run', async () => {
    await opened({ kind: 'run', report: repeated }, async (page) => {
      await page.getByText(/more changes?$/u).click();
      await page.getByTitle('--set mode=hybrid-barrier', { exact: true }).click();
      const { changed } = await asCommand(repeated, 'hybrid', ['mode=hybrid-barrier']);
      const row = page.locator('tr[data-mode="hybrid"]').filter({ hasText: 'as hybrid-barrier' });
      await row.filter({ hasText: formatDuration(changed.makespanMs) }).waitFor();
    });
  });

  it('is drawn where nothing takes any time', async () => {
    const sources = [1, 2].map((i) => ({ name: `s${i}`, latency: 100, faults: ['error'] }));
    const report = await run(
      { name: 'down', sources, inference: { cost: 10 } },
      { virtual: true, cores: 2, whatIf: true },
    );
    for (const view of [undefined, 'classroom'] as const)
      await opened({ kind: 'run', report, ...(view && { view }) }, async (page) => {
        assert.match(await textOf(page), /s1/u);
      });
  });
});
