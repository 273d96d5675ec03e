import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { cleanEnv, folder } from './spawned.js';

const dist = new URL('../../dist/', import.meta.url).href;

/** Our own modules that a command line loads, as paths in `dist`, where they are not bundled. */
export async function loaded(t: TestContext, ...args: readonly string[]): Promise<string[]> {
  const cwd = folder(t);
  const coverage = join(cwd, 'loaded');
  const program = fileURLToPath(new URL('unbundled.js', import.meta.url));
  await promisify(execFile)(process.execPath, [program, ...args], {
    cwd,
    env: cleanEnv({ NODE_V8_COVERAGE: coverage }),
  });
  const urls = readdirSync(coverage).flatMap((file) => {
    const { result } = JSON.parse(readFileSync(join(coverage, file), 'utf8')) as { result: { url: string }[] };
    return result.map(({ url }) => url);
  });
  const own = urls.filter((url) => url.startsWith(dist)).map((url) => url.slice(dist.length, -'.js'.length));
  assert.ok(own.includes('cli/main'), 'the modules are seen');
  return [...new Set(own)];
}
