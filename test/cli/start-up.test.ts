import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loaded } from './loaded.js';

describe('start-up', { concurrency: 2 }, () => {
  it('of a simulated run loads at most 180 of our modules, and none of servers, threads or judgement', async (t) => {
    const modules = await loaded(t, 'run', 'capstone', '--virtual');
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
      'lib/package',
    ]);
  });
});
