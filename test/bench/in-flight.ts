/**
 * 100,000 queries in flight at once on the virtual clock, traced: how long they take to simulate and how much memory.
 * Judges nothing.
 */
import { modes } from '#src/agent/modes.js';
import { runQuery } from '#src/agent/query.js';
import { Scope } from '#src/model/scope.js';
import { loadScenario } from '#src/scenario/load.js';
import { virtualWorld } from '#src/world/virtual.js';

const count = Number(process.argv[2] ?? 100_000);
const loaded = await loadScenario('capstone');
const nothing = { summary: '', keyPhrases: [], rankedSentences: [], tokens: { total: 0, distinct: 0, sentences: 0 } };
const world = virtualWorld(loaded, { cores: 3 * count, workers: 3 * count, contention: 1, analyse: () => nothing });
const agent = world.agent();
const within = new Scope();
let events = 0;
let peakBytes = 0;

const started = process.hrtime.bigint();
let complete = 0;
await world.drive(
  () =>
    Promise.all(
      Array.from({ length: count }, (_, index) =>
        runQuery({
          mode: modes.hybrid.run,
          name: 'hybrid',
          query: { index, seed: 1, question: 'What is new?', arguments: { city: 'New York' } },
          world,
          agent,
          timeoutMs: 15_000,
          within,
          sink: () => {
            if (events++ % 100_000 === 0) peakBytes = Math.max(peakBytes, process.memoryUsage().rss);
          },
        }).then((answer) => {
          complete += answer.completeness;
        }),
      ),
    ),
  () => [],
);
const seconds = Number(process.hrtime.bigint() - started) / 1e9;
console.log(
  `${count.toLocaleString('en-US')} queries in flight: ${complete.toLocaleString('en-US')} complete at ` +
    `${world.clock.now()} ms of virtual time`,
);
console.log(
  `${seconds.toFixed(1)} s, ${(Math.max(peakBytes, process.memoryUsage().rss) / 2 ** 30).toFixed(2)} GiB at its ` +
    `peak, ${events.toLocaleString('en-US')} trace events`,
);
