import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const readme = join(root, 'README.md');
const block = /<!-- (?<what>[^\n]+) -->\n```(?<language>\w+)\n(?<text>[^`]*)```/gu;

/** What stands behind a block's comment: a command's output, without the line that has a date in it, or a file. */
function contentOf(what: string): string {
  if (!what.startsWith('agent-bench ')) return readFileSync(join(root, what), 'utf8');
  const folder = mkdtempSync(join(tmpdir(), 'agent-bench-readme-'));
  try {
    symlinkSync(join(root, 'fixtures'), join(folder, 'fixtures'));
    const args = what.split(' ').slice(1);
    const { stdout, status } = spawnSync(process.execPath, [join(root, 'bin/agent-bench.js'), ...args], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] },
    });
    assert.equal(status, 0, `${what} exits with ${status}`);
    return `${stdout.replace(/\nSaved in .*\n/u, '').trimEnd()}\n`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('every block of the README is what its command prints or its file holds', () => {
  const text = readFileSync(readme, 'utf8');
  const renewed = text.replaceAll(
    block,
    (_all, what: string, language: string) => `<!-- ${what} -->\n\`\`\`${language}\n${contentOf(what)}\`\`\``,
  );
  if (process.env['UPDATE_GOLDEN'] !== undefined) writeFileSync(readme, renewed);
  else assert.equal(text, renewed, 'UPDATE_GOLDEN=1 npm test writes the blocks anew');
});
