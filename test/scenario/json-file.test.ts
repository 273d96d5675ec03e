import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { UsageError } from '#src/model/errors.js';
import { parseJson, readText } from '#src/scenario/json-file.js';
import { isDeeper } from '#src/lib/json.js';
import { loadScenario } from '#src/scenario/load.js';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agent-bench-json-'));
});
after(() => rm(folder, { recursive: true }));

function refusal(...said: readonly string[]): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof UsageError, String(error));
    for (const words of said) assert.ok(error.message.includes(words), `"${words}" is missing in: ${error.message}`);
    return true;
  };
}

/** Lists in lists. */
const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

describe('a file to read', () => {
  it('gives its text, an empty one as well', async () => {
    const path = join(folder, 'text.txt');
    for (const text of ['', 'äöü 🌦️\n', 'x'.repeat(3 * 2 ** 20)]) {
      await writeFile(path, text);
      assert.equal(await readText(path, 'payload'), text);
    }
  });

  it(
    'is refused unread if it is a pipe, which nobody may ever write to',
    { skip: process.platform === 'win32', timeout: 10_000 },
    async () => {
      const path = join(folder, 'pipe.json');
      execFileSync('sh', ['-c', 'mkfifo "$0"', path]);
      await assert.rejects(
        readText(path, 'report'),
        refusal(`cannot read report ${path}: it is a pipe or a device`, 'save its content as a file'),
      );
    },
  );

  it(
    'is refused if it is a device, which may have no end',
    { skip: process.platform === 'win32', timeout: 10_000 },
    async () => {
      for (const path of ['/dev/zero', '/dev/null'])
        await assert.rejects(readText(path, 'scenario'), refusal(`scenario ${path}: it is a pipe or a device`));
    },
  );

  it('is refused if it is larger than anybody needs', async () => {
    const path = join(folder, 'large.json');
    await writeFile(path, '');
    await truncate(path, 256 * 2 ** 20 + 1);
    await assert.rejects(readText(path, 'report'), refusal(path, 'too large', 'at most 256 MB'));
    await rm(path);
  });

  it('is read in UTF-16 where a byte order mark says so, and refused where it is not UTF-8', async () => {
    const path = join(folder, 'encoded.json');
    const text = Buffer.from('\ufeff{"name": "café"}', 'utf16le');
    for (const bytes of [text, Buffer.from(text).swap16()]) {
      await writeFile(path, bytes);
      assert.deepEqual(await parseJson(await readText(path, 'scenario'), path), { name: 'café' });
    }
    await writeFile(path, Buffer.from('{"name": "café"}', 'latin1'));
    await assert.rejects(readText(path, 'scenario'), refusal(path, 'it is not in UTF-8; save it in UTF-8'));
  });

  it('is refused if it is a folder or missing', async () => {
    await assert.rejects(readText(folder, 'report'), refusal('it is a folder'));
    await assert.rejects(readText(join(folder, 'none'), 'report'), refusal('it does not exist'));
  });
});

describe('JSON that is nested', () => {
  it('a hundred levels deep is read', async () => {
    assert.equal(JSON.stringify(await parseJson(nested(100), 'x.json')), nested(100));
  });

  for (const [what, text] of [
    ['101 levels deep', nested(101)],
    ['1,500 levels deep', nested(1500)],
    ['1,500 objects deep', `${'{"a":'.repeat(1500)}1${'}'.repeat(1500)}`],
    ['100,000 levels deep', nested(100_000)],
    ['100,000 levels deep and cut off', nested(100_000).slice(0, -1)],
  ] as const) {
    it(`${what} is refused with the file`, async () => {
      await assert.rejects(() => parseJson(text, 'deep.json'), refusal('deep.json: nested more than 100 levels deep'));
    });
  }

  it('too deeply in a payload is refused, in the scenario and beside it', async () => {
    const path = join(folder, 'deep.json');
    await writeFile(path, `{"sources": [{"name": "a", "latency": 1, "payload": {"inline": ${nested(1500)}}}]}`);
    await assert.rejects(loadScenario(path), refusal(`${path}: nested more than`));
    await writeFile(join(folder, 'payload.json'), nested(1500));
    await writeFile(path, '{"sources": [{"name": "a", "latency": 1, "payload": {"file": "payload.json"}}]}');
    await assert.rejects(loadScenario(path), refusal('payload.json: nested more than'));
  });

  it('in a circle is deeper than any number of levels', () => {
    const round: Record<string, unknown> = {};
    round['self'] = [round];
    assert.equal(isDeeper(round, 100), true);
    assert.equal(isDeeper({ a: [1, { b: null }], c: 'text' }, 3), false);
    assert.equal(isDeeper({ a: [1, { b: null }], c: 'text' }, 2), true);
  });
});

describe('a file whose name ends in .jsonc', () => {
  const text =
    '\ufeff{\n  // what it is\n  "name": "mine", /* and\n more */\n  "sources": [{ "name": "a", "latency": 1 },],\n}';

  it('may hold comments and trailing commas, which another may not', async () => {
    assert.deepEqual(await parseJson(text, 'mine.jsonc'), { name: 'mine', sources: [{ name: 'a', latency: 1 }] });
    await assert.rejects(() => parseJson(text, 'mine.json'), refusal('mine.json:2:3: not JSON: invalid comment token'));
    const path = join(folder, 'mine.jsonc');
    await writeFile(path, text);
    assert.equal((await loadScenario(path)).scenario.name, 'mine');
  });

  it('is refused by line and column where it is not even that', async () => {
    await assert.rejects(
      () => parseJson('{\n  "a": 1 // one\n  "b": 2\n}', 'mine.jsonc'),
      refusal('mine.jsonc:3:3: not JSON: comma expected'),
    );
  });
});
