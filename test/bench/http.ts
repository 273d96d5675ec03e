/**
 * How much a source over HTTP costs beyond the request itself, and how far apart two hundred of them start at once. The
 * same server, in a process of its own, is asked by turns through a source and by undici alone, each on a pool of its
 * own; one after the other, and twenty at once. Prints medians and ratios; judges nothing.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Agent, request } from 'undici';
import { z } from 'zod';
import { run as runScenario } from '#src/index.js';
import { median } from '#src/lib/statistics/descriptive.js';
import type { CallContext } from '#src/model/ports.js';
import type { Query } from '#src/model/query.js';
import { Scope } from '#src/model/scope.js';
import { noTracer } from '#src/model/trace.js';
import { openHttpClient } from '#src/adapters/http/client.js';
import { httpFields } from '#src/adapters/fields.js';
import { httpSource } from '#src/sources/http.js';
import { realClock } from '#src/time/real.js';

const body = JSON.stringify({ text: 'It rains. Take an umbrella. '.repeat(40) });
const query: Query = { index: 0, seed: 1, question: 'What is new?', arguments: { city: 'Oslo' } };
const rounds = 300;

if (process.send === undefined) await measure();
else serve();

/** Answers at once on `/`, and after 50 ms elsewhere. */
function serve(): void {
  const server = createServer(({ url }, response) => {
    response.setHeader('content-type', 'application/json');
    if (url === '/') response.end(body);
    else setTimeout(() => response.end(body), 50);
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
}

async function measure(): Promise<void> {
  const child = fork(fileURLToPath(import.meta.url));
  const [port] = (await once(child, 'message')) as [number];
  const url = `http://127.0.0.1:${port}/`;
  try {
    await overhead(url);
    await starts(url);
  } finally {
    child.kill();
  }
}

async function overhead(url: string): Promise<void> {
  const client = await openHttpClient({ connections: 256 });
  const fetch = await httpSource(z.object(httpFields).parse({ url }), { client, env: {}, path: 'sources.0' });
  const agent = new Agent({ connections: 256 });
  const through = (): Promise<unknown> => fetch(query, context());
  const alone = async (): Promise<unknown> => (await request(url, { dispatcher: agent })).body.json();
  for (const atOnce of [1, 20]) {
    const [ours, theirs]: [number[], number[]] = [[], []];
    for (let round = -30; round < rounds; round++) {
      const both = [await timed(through, atOnce), await timed(alone, atOnce)] as const;
      if (round < 0) continue;
      ours.push(both[0]);
      theirs.push(both[1]);
    }
    const [a, b] = [median(ours), median(theirs)];
    console.log(
      `${atOnce} at once: ${a.toFixed(3)} ms through a source, ${b.toFixed(3)} ms by undici alone: ` +
        `${(a / b).toFixed(2)} times`,
    );
  }
  await client.close();
  await agent.close();
}

async function timed(ask: () => Promise<unknown>, atOnce: number): Promise<number> {
  const began = realClock.now();
  await Promise.all(Array.from({ length: atOnce }, ask));
  return realClock.now() - began;
}

function context(): CallContext {
  return {
    clock: realClock,
    scope: new Scope(),
    tracer: noTracer,
    span: 0,
    source: 'bench',
    attempt: 1,
    tally: { attempts: 0, cached: false, degraded: undefined },
  };
}

/** When the requests of two hundred sources go out, on new connections and on kept ones. */
async function starts(url: string): Promise<void> {
  const sources = Array.from({ length: 200 }, (_, i) => ({ name: `s${i}`, type: 'http' as const, url: `${url}${i}` }));
  const report = await runScenario({ sources, inference: { cost: 0.1 }, modes: ['concurrent'] }, { runs: 5 });
  for (const [i, { spans }] of report.modes[0]!.runs.entries()) {
    const spread = (kind: string): string => {
      const starting = spans.filter((span) => span.kind === kind).map(({ startMs }) => startMs);
      return `${(Math.max(...starting) - Math.min(...starting)).toFixed(1)} ms`;
    };
    console.log(
      `run ${i}: 200 attempts begin within ${spread('attempt')}, their requests go out within ${spread('first-byte')}`,
    );
  }
}
