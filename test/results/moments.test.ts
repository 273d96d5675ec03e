import assert from 'node:assert/strict';
import { it } from 'node:test';
import { plainStyle, reporters, run as runScenario } from '#src/index.js';

it('the picture of a run says when a circuit opened', async () => {
  const policies = [
    { type: 'retry' as const, attempts: 2, base: 100, jitter: 'none' as const },
    { type: 'circuit-breaker' as const, threshold: 2 },
  ];
  const report = await runScenario(
    {
      sources: [{ name: 'a', latency: 50, faults: ['server-error'] }],
      inference: { cost: 10 },
      modes: ['hybrid'],
      policies,
    },
    { virtual: true, cores: 1 },
  );
  const [run] = report.modes[0]!.runs;
  assert.deepEqual(
    run!.instants,
    [{ atMs: 200, name: 'a', what: 'circuit open' }],
    'after 50 ms, a pause of 100 ms and 50 ms more',
  );
  assert.match(reporters.text(report, plainStyle()), /^ ! a: circuit open at 0\.20 s$/m);
});
