import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { agentBench, folder } from './spawned.js';

const dist = new URL('../../dist/', import.meta.url).href;

/** Our own modules that a command line loads, as paths in `dist`. */
async function loaded(t: TestContext, ...args: string[]): Promise<string[]> {
  const cwd = folder(t);
  const coverage = join(cwd, 'loaded');
  mkdirSync(coverage);
  const { code } = await agentBench(args, { cwd, env: { NODE_V8_COVERAGE: coverage } });
  assert.equal(code, 0);
  const urls = readdirSync(coverage).flatMap((file) => {
    const { result } = JSON.parse(readFileSync(join(coverage, file), 'utf8')) as { result: { url: string }[] };
    return result.map(({ url }) => url);
  });
  const own = urls.filter((url) => url.startsWith(dist)).map((url) => url.slice(dist.length, -'.js'.length));
  return [...new Set(own)];
}

describe('start-up', { concurrency: 2 }, () => {
  it('of a simulated run loads at most 180 of our modules, and none of servers, threads or judgement', async (t) => {
    const modules = await loaded(t, 'run', 'capstone', '--virtual');
    assert.ok(modules.length > 100, 'the modules are seen');
    assert.ok(modules.length <= 180, `${modules.length} modules`);
    const unused =
      /^(?:server|judge|web)\/|thread|inference\/workers\/(?!worker-faults)|world\/real|adapters\/(?:process|http\/(?!url))/;
    assert.deepEqual(
      modules.filter((path) => unused.test(path)),
      [],
    );
  });

  it('of --version loads what that needs alone', async (t) => {
    assert.deepEqual((await loaded(t, '--version')).toSorted(), [
      'cli/exit-codes',
      'cli/main',
      'cli/output/standard-streams',
      'results/tool',
    ]);
  });
});
