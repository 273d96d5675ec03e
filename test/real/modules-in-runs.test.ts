import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { agentBench, folder, scenarioFile } from '../cli/spawned.js';
import { run, type RunReport, type ScenarioInput } from '#src/index.js';

const trouble = fileURLToPath(new URL('../../fixtures/modules/trouble.mjs', import.meta.url));

/** Asks once in the hybrid mode, as everybody who imports the package does. */
async function hybrid(scenario: ScenarioInput): Promise<RunReport> {
  const { modes } = await run({ ...scenario, modes: ['hybrid'] });
  return modes[0]!.runs[0]!;
}

/** A source whose payload says what the inference of `trouble.mjs` is to do. */
const asks = (what: string) => ({ name: 'asks', latency: 1, payload: { inline: what } }) as const;
const inference = { type: 'module', module: trouble } as const;

describe('a run with modules', () => {
  for (const what of ['floods', 'writes']) {
    it(`shows what inference that ${what} logs and writes`, async () => {
      const { instants } = await hybrid({ sources: [asks(what)], inference });
      const said = instants.map(({ name, what: text }) => `${name}: ${text}`).join(' ');
      assert.match(
        said,
        what === 'floods'
          ? /^asks: line 0 .* asks: logged more than 20 lines/
          : /asks: wrote 25 bytes to standard output, which are not shown/,
      );
    });
  }

  it('keeps for itself what they write past the streams, and what programs write there that they start', async (t) => {
    const cwd = folder(t);
    const own = { type: 'module', name: 'own', module: trouble, export: 'writesPast', timeout: '1m' };
    const file = scenarioFile(cwd, { sources: [own], inference, modes: ['hybrid'] });
    // In a process of its own, as it is its files that are at stake.
    const { code, stdout, stderr } = await agentBench(['run', file, '--modes', 'hybrid', '--timeout', '2m'], {
      cwd,
      env: {},
    });
    assert.equal(code, 0, stderr);
    assert.ok(!/loud/.test(stdout + stderr), stdout + stderr);
    const said = stdout.replaceAll(/\s+/g, ' ');
    for (const what of [
      'wrote 28 bytes to standard output',
      'wrote 21 bytes to standard error',
      'started 5 programs on its standard output',
    ]) {
      assert.ok(said.includes(`own: ${what}, which`), stdout);
    }
    assert.match(said, /Saved in /);
  });

  it('says of a module that never yields that its thread was ended, also where it is the deadline that strikes', async () => {
    const sources: ScenarioInput['sources'] = [
      asks('neverYields'),
      { type: 'module', name: 'own', module: trouble, export: 'neverYields' },
    ];
    const { result, instants } = await hybrid({ sources, inference, limits: { timeout: '1s' } });
    for (const stage of ['inference', 'fetch']) {
      const { kind, message } = result.errors.find((error) => error.stage === stage)!;
      assert.equal(
        `${kind}: ${message}`,
        "deadline: the query's timeout of 1.00 s struck first; the module never yielded; its thread was ended",
      );
    }
    assert.deepEqual(instants.map(({ name }) => name).toSorted(), ['asks', 'own']);
  });
});
