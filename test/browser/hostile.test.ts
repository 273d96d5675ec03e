import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { compareReports, run as runScenario, type Report, type RunReport } from '#src/index.js';
import { printable } from '#src/lib/text.js';
import type { PageData } from '#src/render/page.js';
import { withRuns } from '../support/reports.js';
import { opened, plain, skip, textOf, tooWide, unfold } from './chromium.js';
import { pages } from './reports.js';

/** What somebody may write wherever a report has text. Each would leave a mark, or break what is around it. */
const evil = [
  '<script>window.hacked = 1</script>',
  '</script><script>window.hacked = 2</script>',
  '<!--<script>',
  '--> ]]> <!-- data -->',
  '<img src=x onerror="window.hacked = 3">',
  '<svg onload=window.hacked=4><style>*{display:none}</style>',
  '<a href="javascript:window.hacked=5">javascript:window.hacked=6</a>',
  `"'\`\\"; window.hacked = 7; //`,
  "$& $' $` ${window.hacked=8} {{window.hacked=9}}",
  'line\u2028separator\u2029and\nbreak\r\n',
  'NUL\u0000ESC\u001b[2J\u001b]0;owned\u0007',
  '\u202eright to left\u2066 \u200b\ufeff',
  'constructor',
];
/** Longer than any line. */
const long = 'x'.repeat(10_000);

const scenario = {
  name: evil[1]!,
  question: evil.join(' '),
  city: evil[4]!,
  sources: evil.map((name, i) => ({
    name,
    latency: 10 + i,
    payload: { inline: { text: evil.join(' ') } },
    faults: i % 5 === 4 ? ['error'] : [],
  })),
  inference: { cost: 5 },
  modes: ['sequential' as const, 'hybrid' as const],
};

/** A run whose errors and payloads are as bad as its names, and long. */
const hostile: Report = withRuns(
  await runScenario(scenario, { virtual: true, cores: 2, runs: 2, whatIf: true }),
  (run: RunReport) => ({
    ...run,
    instants: [{ atMs: 1, name: evil[4]!, what: evil[0]! }],
    result: {
      ...run.result,
      query: long,
      errors: run.result.errors.map((error, i) => ({ ...error, message: i === 0 ? long : evil[i % evil.length]! })),
    },
  }),
);
const beside = { scenario: { ...hostile.scenario, description: long } };

const { report: tried } = pages.resilience;
const resilient: typeof tried = {
  ...tried,
  scenario: {
    ...tried.scenario,
    name: evil[1]!,
    description: long,
    sources: tried.scenario.sources.map((source, i) => ({ ...source, name: evil[i]! })),
  },
  disturbance: evil[0]!,
  remedies: tried.remedies.map((remedy, i) => ({
    ...remedy,
    name: i === 0 ? 'none' : `${evil[i % evil.length]!}${i}`,
  })),
  lattice: { ...tried.lattice, worst: { ...tried.lattice.worst, command: evil.join(' ') + long } },
};

const reports: Record<string, PageData> = {
  run: {
    kind: 'run',
    report: {
      ...hostile,
      tool: { name: 'agent-bench', version: evil[4]! },
      environment: { ...hostile.environment, cpuModel: evil[0]! },
    },
  },
  'class room': { kind: 'run', report: hostile, view: 'classroom' },
  compare: {
    kind: 'compare',
    report: compareReports(hostile, hostile, { createdAt: evil[4]!, names: { base: evil[1]!, next: evil[4]! } }),
    sides: [hostile, hostile],
  },
  resilience: { kind: 'resilience', report: resilient },
  'resilience, which claims to have tried all of more combinations than there can be': {
    kind: 'resilience',
    report: { ...resilient, scenario: hostile.scenario },
  },
  sweep: {
    kind: 'sweep',
    report: {
      ...pages.sweep.report,
      ...beside,
      points: pages.sweep.report.points.map((point) => ({
        ...point,
        modes: point.modes.map((mode) => ({
          ...mode,
          bottleneck: mode.bottleneck && { ...mode.bottleneck, source: evil[4]! },
        })),
      })),
    },
  },
  verify: {
    kind: 'verify',
    report: {
      ...pages.verify.report,
      ...beside,
      checks: pages.verify.report.checks.map((check) => ({
        ...check,
        what: evil[4]!,
        expected: evil[1]!,
        measured: long,
        reason: evil[0]!,
      })),
    },
  },
};

/** A text of the report that its page has to show. */
function shownOf({ kind }: PageData): string {
  return kind === 'run' || kind === 'resilience' ? evil[0]! : evil[4]!;
}

/** What somebody has smuggled in, if anything. */
async function smuggled(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`[
    ...(window.hacked === undefined ? [] : ['ran ' + window.hacked]),
    ...[...document.querySelectorAll('#app script, #app img, #app iframe, #app object, #app base, #app link, #app ' +
      'style, #app [href^="javascript" i], #app [src]')].map((one) => one.outerHTML),
    ...[...document.querySelectorAll('*')].flatMap((one) => one.getAttributeNames().filter((name) => name.startsWith('on'))),
    ...(({}).polluted === undefined ? [] : ['polluted']),
  ]`);
}

describe('a hostile report is shown as text, and nothing of it runs', { skip }, () => {
  for (const [name, data] of Object.entries(reports)) {
    it(`of ${name}`, async () => {
      await opened(data, async (page) => {
        assert.deepEqual(await smuggled(page), []);
        await unfold(page);
        const text = await textOf(page);
        assert.ok(text.includes(plain(printable(shownOf(data)))), text.slice(0, 2000));
        // oxlint-disable-next-line no-control-regex
        assert.doesNotMatch(`${text}${await page.title()}`, /[\u0000-\u001f\u202a-\u202e\u2066-\u2069]/);
        await operate(page);
        assert.deepEqual(await smuggled(page), []);
        await page.setViewportSize({ width: 390, height: 844 });
        assert.deepEqual(await tooWide(page), []);
      });
    });
  }
});

/** Uses whatever the page offers, once: it must stand that. */
async function operate(page: Page): Promise<void> {
  for (const role of ['tab', 'button', 'checkbox', 'radio'] as const)
    for (const control of (await page.getByRole(role).all()).slice(0, 12))
      if ((await control.isVisible()) && (await control.isEnabled())) await control.click();
  for (const slider of (await page.getByRole('slider').all()).slice(0, 4)) {
    await slider.focus();
    await page.keyboard.press('ArrowRight');
  }
  for (const choice of (await page.getByRole('combobox').all()).slice(0, 4)) await choice.selectOption({ index: 0 });
  assert.ok((await page.getByRole('heading').count()) > 0, 'it is still there');
}
