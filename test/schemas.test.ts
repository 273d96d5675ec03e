import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { documentKinds } from '#src/results/documents/index.js';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));

for (const what of ['scenario', ...documentKinds]) {
  test(`the JSON Schema of a ${what} that ships is the one that \`agent-bench schema ${what}\` prints`, () => {
    const file = `${root}fixtures/schemas/${what}.schema.json`;
    const { stdout } = spawnSync(process.execPath, [`${root}bin/agent-bench.js`, 'schema', what], { encoding: 'utf8' });
    if (process.env['UPDATE_GOLDEN'] !== undefined) writeFileSync(file, stdout);
    assert.equal(readFileSync(file, 'utf8'), stdout, 'UPDATE_GOLDEN=1 npm test writes it anew');
  });
}
