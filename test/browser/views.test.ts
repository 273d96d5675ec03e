import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { formatDuration } from '#src/lib/duration.js';
import { median } from '#src/lib/statistics/descriptive.js';
import { Scope } from '#src/model/scope.js';
import type { Report } from '#src/index.js';
import { typicalRun } from '#src/results/typical.js';
import type { Change } from '#src/experiments/what-if/change.js';
import { recordedRunsOf, replay } from '#src/experiments/what-if/replay.js';
import { opened, rowsOf, skip, unfold } from './chromium.js';
import { measured, pages, repeated, simulated } from './reports.js';

/** A slider: its name, or that of the group it stands in, says what of. */
function slider(page: Page, of: string, what: RegExp): Locator {
  return page.getByRole('group', { name: of, exact: true }).getByRole('slider', { name: what });
}

/** Moves a slider by the keyboard until it stands there. */
async function move(control: Locator, to: number): Promise<void> {
  await control.focus();
  for (let presses = 0; presses < 100; presses += 1) {
    const off = to - Number(await control.inputValue());
    if (Math.abs(off) < 1e-6) return;
    await control.press(off > 0 ? 'ArrowRight' : 'ArrowLeft');
  }
  assert.fail(`the slider cannot be moved to ${to}`);
}

/** Waits for a row of a mode that ends with what the command line says that it comes to. */
async function assertReplayed(page: Page, report: Report, changes: readonly Change[]): Promise<void> {
  for (const mode of report.modes) {
    const expected = formatDuration(
      median(await replay(recordedRunsOf(report, mode), changes, new Scope(), (run) => run.makespanMs)),
    );
    const unchanged = formatDuration(median(mode.runs.map((run) => run.makespanMs)));
    const row = page.getByRole('row').filter({ has: page.getByRole('radio', { name: mode.mode, exact: true }) });
    await row.getByRole('cell', { name: expected, exact: true }).first().waitFor();
    await row.getByRole('cell', { name: unchanged, exact: true }).first().waitFor();
  }
}

/** With as many runs as changes were tried on. */
function asReplayed(report: Report): Report {
  return { ...report, modes: report.modes.map((mode) => ({ ...mode, runs: mode.runs.slice(0, report.whatIf!.runs) })) };
}

describe('the views of a page', { skip }, () => {
  for (const [name, report] of Object.entries({ simulated, measured }))
    it(`sliders replay a ${name} run as the command line does`, async () => {
      await opened({ kind: 'run', report }, async (page) => {
        await move(slider(page, 'knowledge_base', /fetch/iu), 0.5);
        await assertReplayed(page, report, [{ part: 'source', name: 'knowledge_base', stage: 'fetch', factor: 0.5 }]);
        await move(slider(page, 'news', /inference/iu), 2);
        const both: Change[] = [
          { part: 'source', name: 'knowledge_base', stage: 'fetch', factor: 0.5 },
          { part: 'source', name: 'news', stage: 'inference', factor: 2 },
        ];
        await assertReplayed(page, report, both);
        await page.getByRole('button', { name: 'Reset' }).click();
        await assertReplayed(page, report, []);
        await move(page.getByRole('slider', { name: /workers/iu }), 1);
        await assertReplayed(page, report, [{ part: 'workers', to: 1 }]);
        await move(page.getByRole('slider', { name: /workers/iu }), 3);
        await move(page.getByRole('slider', { name: /cores/iu }), 3);
        await assertReplayed(page, report, [
          { part: 'workers', to: 3 },
          { part: 'cores', to: 3 },
        ]);
      });
    });

  for (const [name, report] of Object.entries({ simulated, repeated: asReplayed(repeated) }))
    it(`a change that was found to help sets the sliders of a ${name} run, which come to the same`, async () => {
      await opened({ kind: 'run', report }, async (page) => {
        await unfold(page);
        const { mode, changes } = report.whatIf!;
        const others = changes.filter(({ set }) => /^mode=|gone|=\+1|cores|^timeout/u.test(set));
        for (const { set, makespanMs } of [...changes.slice(0, 4), ...others.slice(0, 8)]) {
          await page.getByTitle(`--set ${set}`, { exact: true }).click();
          const row = page.getByRole('row').filter({ has: page.getByRole('radio', { name: mode, exact: true }) });
          await row
            .getByRole('cell')
            .nth(1)
            .filter({ hasText: formatDuration(makespanMs) })
            .waitFor();
          assert.match(await page.locator('.what-if-command code').innerText(), /--set /);
        }
      });
    });

  it('slack is drawn and stands in the table of the run that it was found of', async () => {
    await opened(pages.run, async (page) => {
      await unfold(page);
      const { mode, slack } = simulated.whatIf!;
      const rows = await rowsOf(page);
      for (const { kind, name, slackMs } of slack.filter((one) => one.slackMs > 0))
        assert.ok(
          rows.some((cells) => cells[0] === name && cells[1] === kind && cells.includes(formatDuration(slackMs))),
          `${kind} ${name}`,
        );
      const picture = page.getByRole('application', { name: mode, exact: false }).first();
      assert.ok((await page.getByText('slack: how much longer a span could take').count()) > 0);
      assert.notEqual(await picture.locator('.tl-slack-end').first().getAttribute('d'), '');
    });
  });

  it('a picture of every mode has its name, and a table behind it with every span', async () => {
    await opened(pages.run, async (page) => {
      for (const { mode } of simulated.modes)
        assert.ok((await page.getByRole('application', { name: mode }).count()) > 0, mode);
      await unfold(page);
      const rows = await rowsOf(page);
      for (const { runs } of simulated.modes)
        for (const { kind, name, startMs, endMs } of typicalRun(runs).spans.filter(
          (span) => span.kind === 'fetch' || span.kind === 'inference',
        )) {
          const figures = [name, formatDuration(startMs), formatDuration(endMs), formatDuration(endMs - startMs)];
          const found = rows.some(
            (cells) =>
              cells.some((cell) => cell.startsWith(kind === 'fetch' ? 'fetch' : 'infer')) &&
              figures.every((figure) => cells.includes(figure)),
          );
          assert.ok(found, [kind, ...figures].join(' | '));
        }
    });
  });

  it('the keyboard zooms a timeline, goes from span to span, and shows the chain of one', async () => {
    await opened(pages.run, async (page) => {
      const picture = page.getByRole('application', { name: 'hybrid' }).first();
      await picture.focus();
      for (const key of ['ArrowRight', 'ArrowDown', 'Enter', '+', '+', 'Shift+ArrowRight', '-', '0', 'Escape'])
        await page.keyboard.press(key);
      await page.getByRole('button', { name: 'Zoom in' }).first().click();
      await page.getByRole('button', { name: 'Zoom out' }).first().click();
    });
  });

  it('another of repeated runs can be chosen', async () => {
    await opened(pages['repeated runs'], async (page) => {
      const choice = page.getByRole('combobox', { name: /run/iu }).first();
      assert.equal(await choice.locator('option').count(), 30);
      const { runs } = pages['repeated runs'].report.modes[0]!;
      await choice.selectOption({ index: 7 });
      await page.getByText(formatDuration(runs[7]!.makespanMs)).first().waitFor({ state: 'attached' });
    });
  });

  it('two reports stand one above the other', async () => {
    await opened(pages.compare, async (page) => {
      for (const { mode } of measured.modes)
        assert.equal(await page.getByRole('application', { name: mode }).count(), 2, mode);
    });
  });

  it('the keyboard reaches sliders, buttons and what is folded away, and where it is can be seen', async () => {
    await opened(pages.run, async (page) => {
      const reached = new Set<string>();
      for (let presses = 0; presses < 60; presses += 1) {
        await page.keyboard.press('Tab');
        const [what, seen] = await page.evaluate<[string, boolean]>(`(() => {
          const one = document.activeElement;
          const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
          const { outlineStyle: around } = getComputedStyle(one.parentElement ?? one);
          const shown = (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none' || around !== 'none';
          return [one.tagName + ' ' + (one.type ?? ''), one === document.body || shown];
        })()`);
        assert.ok(seen, `${what} has the focus, and nothing shows it`);
        reached.add(what);
      }
      assert.ok(
        reached.has('INPUT range') && reached.has('BUTTON button') && reached.has('SUMMARY '),
        [...reached].join(', '),
      );
    });
  });

  it('a class room goes from step to step by the keyboard', async () => {
    await opened(pages['class room'], async (page) => {
      const next = page.getByRole('navigation', { name: 'Steps' }).getByRole('button').last();
      const seen = new Set<string>();
      for (let step = 0; step < 20 && (await next.isVisible()) && (await next.isEnabled()); step += 1) {
        seen.add(await page.getByRole('main').innerText());
        await next.press('Enter');
      }
      assert.ok(seen.size > 2, `${seen.size} steps`);
    });
  });
});
