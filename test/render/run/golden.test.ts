import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { plainStyle, reporters, run as runScenario, type Report, type ScenarioInput } from '#src/index.js';
import { loadScenario } from '#src/scenario/load.js';

// What the reporters write, in full, under fixtures/golden. To accept a change of it and read it as a diff:
//   npx tsc -b test && UPDATE_GOLDEN=1 node test/run.js report/golden

const golden = new URL('../../../fixtures/golden/', import.meta.url);
const update = process.env['UPDATE_GOLDEN'] === '1';

async function capstone(change: Partial<ScenarioInput> = {}, runs = 1): Promise<Report> {
  const { scenario } = await loadScenario('capstone');
  return {
    ...(await runScenario({ ...scenario, ...change }, { virtual: true, cores: 2, runs, whatIf: true })),
    tool: { name: 'agent-bench', version: '0.0.0' },
  };
}

/** A report as measured: what a machine would add to the simulated one, made up. */
async function measured(): Promise<Report> {
  const report = await capstone();
  return {
    ...report,
    clock: 'real',
    environment: { ...report.environment, node: '20.19.0', cpuModel: 'Example CPU' },
    world: { ...report.world, contention: 1.08 },
    modes: report.modes.map((mode) => ({
      ...mode,
      runs: mode.runs.map((run) => ({
        ...run,
        predictedMs: run.makespanMs * 0.99,
        processCpuMs: 6100,
        stealMs: 20,
        othersCpuMs: mode.mode === 'hybrid' ? 340 : null,
        coreWaitMs: 15,
      })),
    })),
  };
}

const five = Array.from({ length: 5 }, (_, i) => ({ name: `source-${i + 1}`, latency: 400 * (i + 1) }));

const modelServer = {
  type: 'openai',
  url: 'http://127.0.0.1:8787/v1',
  model: 'big',
  tokens: 75,
  price: { input: 0.15, output: 0.6 },
} as const;

const reports: [name: string, report: () => Promise<Report>][] = [
  ['capstone', () => capstone()],
  ['weather-hangs', () => capstone({ faults: ['weather=hang'] })],
  ['cut-off-at-4s', () => capstone({ limits: { timeout: '4s' }, modes: ['sequential', 'hybrid'] })],
  [
    'all-fail',
    () => capstone({ faults: ['weather', 'news=malformed', 'knowledge_base=hang'], modes: ['concurrent', 'hybrid'] }),
  ],
  [
    'retried',
    () =>
      capstone({
        sources: five,
        faults: ['source-2=flaky:0.7', 'source-4=error'],
        policies: [{ type: 'retry', attempts: 2, base: 800 }],
        modes: ['sequential', 'hybrid'],
      }),
  ],
  ['cached', () => capstone({ policies: [{ type: 'cache', ttl: '60s' }], modes: ['sequential', 'hybrid'] }, 3)],
  [
    'repeated',
    async () => {
      const { scenario } = await loadScenario('slow-tail');
      return capstone({ ...scenario, modes: ['sequential', 'hybrid'] }, 120);
    },
  ],
  ['interrupted', async () => ({ ...(await capstone({ modes: ['sequential', 'concurrent'] })), interrupted: true })],
  ['measured', measured],
  [
    'model',
    () =>
      capstone({ inference: { ...modelServer, fallbackModel: 'small', modelFaults: ['server-error:503@1.4s..1.6s'] } }),
  ],
  [
    'model-waits',
    () =>
      capstone({
        inference: { ...modelServer, concurrency: 1, maxTokens: 25, modelFaults: ['hang@4s..'] },
        modes: ['parallel', 'hybrid'],
      }),
  ],
];

describe('the report of', () => {
  for (const [name, make] of reports) {
    const report = make();
    for (const width of [80, 120]) {
      it(`${name} as text in ${width} columns is as agreed`, async () => {
        compare(`${name}.${width}.txt`, reporters.text(await report, plainStyle(width)));
      });
    }

    it(`${name} as Markdown is as agreed`, async () => {
      compare(`${name}.md`, reporters.markdown(await report));
    });
  }
});

function compare(file: string, text: string): void {
  const path = new URL(file, golden);
  if (update) {
    mkdirSync(golden, { recursive: true });
    writeFileSync(path, text);
    return;
  }
  assert.equal(text, readFileSync(path, 'utf8'));
}
