import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { plainStyle, reporters, run as runScenario } from '#src/index.js';

const path = fileURLToPath(new URL('../../fixtures/examples/openai.json', import.meta.url));

describe('the example of a model server', () => {
  it('runs on simulated time as it stands, and says what its model would cost', async () => {
    const report = await runScenario(path, { virtual: true, cores: 1 });
    assert.deepEqual(
      report.modes.map(({ mode, runs }) => [mode, runs[0]!.makespanMs]),
      [
        ['sequential', 12_500],
        ['concurrent', 9000],
        ['parallel', 8500],
        ['hybrid', 5000],
      ],
    );
    const text = reporters.text(report, plainStyle());
    assert.match(text, /Inference waits for a model server here, so workers and cores will not help\./);
    assert.match(text, /hybrid\s+444\s+225\s+0\.50 s\s+50\.0\s+0\.000202/);
  });
});
