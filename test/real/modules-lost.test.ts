import assert from 'node:assert/strict';
import { cpSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { modes } from '#src/agent/modes.js';
import { runQuery } from '#src/agent/query.js';
import { Scope } from '#src/model/scope.js';
import { resolveScenario } from '#src/scenario/load.js';
import { realWorld } from '#src/world/real.js';
import { cleanEnv, folder, scenarioFile } from '../cli/spawned.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const trouble = join(root, 'fixtures', 'modules', 'trouble.mjs');

/** Cannot be loaded while a file lies beside it, which its function puts there. */
const breaks = `import { existsSync, writeFileSync } from 'node:fs';
const mark = new URL('broken', import.meta.url);
if (existsSync(mark)) throw new Error('no more');
export const fetch = () => {
  writeFileSync(mark, '');
  process.exit(3);
};
export const infer = fetch;
`;

describe('a module that cannot be loaded again once its thread is lost', () => {
  for (const stage of ['source', 'inference'] as const) {
    it(`says so with every call of the ${stage}, and is loaded once it can be`, async (t) => {
      const cwd = folder(t);
      writeFileSync(join(cwd, 'breaks.mjs'), breaks);
      const own = { type: 'module', module: './breaks.mjs' } as const;
      const input =
        stage === 'source'
          ? { sources: [{ ...own, name: 'own' }], inference: { type: 'module', module: trouble } as const }
          : { sources: [{ name: 'own', latency: 1 }], inference: own };
      const world = await realWorld(await resolveScenario(input, cwd), { cores: 2, workers: 1, within: new Scope() });
      t.after(() => world.close());
      const agent = world.agent();
      const query = { index: 0, seed: 1, question: 'Why?', arguments: { city: 'Oslo' } };
      const ask = async (): Promise<string | undefined> => {
        const asked = {
          mode: modes.hybrid.run,
          name: 'hybrid',
          query,
          world,
          agent,
          timeoutMs: 20_000,
          within: new Scope(),
          sink: () => {},
        };
        return (await runQuery(asked)).errors[0]?.message;
      };
      assert.match((await ask())!, /exit code 3$/);
      for (let i = 0; i < 3; i++)
        assert.equal(await ask(), 'its module cannot be loaded any more: it throws while it is loaded: Error: no more');
      rmSync(join(cwd, 'broken'));
      // Whether a worker can be had again may have been found out before the call.
      const said = [await ask(), stage === 'inference' ? await ask() : ''];
      assert.ok(
        said.some((message) => message?.endsWith('exit code 3') === true),
        said.join(),
      );
    });
  }
});

describe('a module that exits', () => {
  it('is known to have where node_modules is a link', async (t) => {
    const cwd = folder(t);
    for (const part of ['bin', 'dist', 'fixtures', 'package.json'])
      cpSync(join(root, part), join(cwd, 'installed', part), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(cwd, 'installed', 'node_modules'), 'junction');
    const own = { type: 'module', name: 'own', module: trouble, export: 'exits' };
    const file = scenarioFile(cwd, {
      sources: [own, { name: 'asks', latency: 1, payload: { inline: 'exits' } }],
      inference: { type: 'module', module: trouble },
      modes: ['hybrid'],
    });
    const bin = join(cwd, 'installed', 'bin', 'agent-bench.js');
    const { stdout } = await promisify(execFile)(process.execPath, [bin, 'run', file], { cwd, env: cleanEnv() }).catch(
      (failed: { stdout: string }) => failed,
    );
    const said = stdout.replaceAll(/\s+/g, ' ');
    assert.match(said, /✗ own: exited after .*: its module ended its thread: exit code 3/);
    assert.match(said, /✗ asks: .*: the worker ended in the middle of its work: exit code 3/);
  });
});
