import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { compareReports, plainStyle, type Comparison } from '#src/index.js';
import { compareBlocks } from '#src/render/compare/blocks.js';
import { markdownOf } from '#src/render/markdown.js';
import { textOf } from '#src/render/text.js';
import { loadScenario } from '#src/scenario/load.js';
import { idle, noisyPair } from '../../support/noisy.js';
import { measuredReport, scattered, without, withRuns } from '../../support/reports.js';

// In full under fixtures/golden; UPDATE_GOLDEN=1 writes them anew.

const golden = new URL('../../../fixtures/golden/', import.meta.url);
const options = { createdAt: '2026-02-01T12:00:00.000Z', names: { base: 'main', next: 'new.json' } };

const comparisons: [name: string, comparison: () => Promise<Comparison>][] = [
  [
    'compare-slower',
    async () => {
      const loaded = await loadScenario('capstone');
      const scenario = { ...loaded.scenario, modes: ['sequential' as const, 'hybrid' as const] };
      const [base, next] = await noisyPair({
        loaded: { ...loaded, scenario },
        runs: 10,
        seed: 1,
        noise: idle,
        factor: 1.1,
      });
      return compareReports(base, next, { ...options, names: { base: 'before.json', next: 'after.json' } });
    },
  ],
  [
    'compare-lost',
    async () =>
      compareReports(
        await measuredReport(scattered()),
        withRuns(await measuredReport([0.5, 0.9, ...scattered(0.8)]), (run, i) =>
          i % 2 === 0 ? run : without('news', run),
        ),
        options,
      ),
  ],
  [
    'compare-far',
    async () => {
      const next = await measuredReport(scattered(0.7));
      return compareReports(
        await measuredReport(scattered()),
        {
          ...next,
          interrupted: true,
          environment: { ...next.environment, cpuModel: 'A far | *other* CPU', coresAvailable: 64 },
        },
        options,
      );
    },
  ],
];

describe('the comparison', () => {
  for (const [name, make] of comparisons) {
    it(`${name} in 80 columns and as Markdown is as agreed`, async () => {
      const comparison = await make();
      const text = textOf(compareBlocks(comparison), plainStyle(80));
      for (const line of text.split('\n')) assert.ok(line.length <= 80, line);
      agreed(`${name}.80.txt`, text);
      agreed(`${name}.md`, markdownOf(compareBlocks(comparison)));
    });
  }
});

function agreed(file: string, text: string): void {
  const path = new URL(file, golden);
  if (process.env['UPDATE_GOLDEN'] === undefined) assert.equal(text, readFileSync(path, 'utf8'));
  else writeFileSync(path, text);
}
