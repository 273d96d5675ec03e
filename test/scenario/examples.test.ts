import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { run as runScenario } from '#src/index.js';
import { loadScenario } from '#src/scenario/load.js';
import { whyNotSimulable } from '#src/scenario/derived.js';

const folder = fileURLToPath(new URL('../../fixtures/examples/', import.meta.url));

describe('the examples', () => {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    it(`${file} is a scenario, and can be simulated where it says how long its sources take`, async () => {
      const { scenario } = await loadScenario(`${folder}${file}`);
      if (whyNotSimulable(scenario) !== undefined) return;
      const report = await runScenario(`${folder}${file}`, { virtual: true, cores: 2 });
      assert.equal(report.modes.length, scenario.modes.length);
    });
  }
});
