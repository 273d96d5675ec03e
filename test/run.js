// Runs the compiled tests, or those whose path holds one of the arguments: `node test/run.js cli/ scope`.
// The files are listed here and nowhere else, because Node 20 takes no glob; they are listed by their source, because what was compiled may be stale.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const wanted = process.argv.slice(2);
const files = readdirSync(`${root}test`, { recursive: true })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => `dist-test/${file.replaceAll('\\', '/').replace(/\.ts$/, '.js')}`)
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
  .toSorted();

// One file after the other: some of them measure time, and must not share the cores with others.
const { status } = spawnSync(process.execPath, ['--enable-source-maps', '--test', '--test-concurrency=1', '--test-reporter=spec', ...files], { cwd: root, stdio: 'inherit' });
process.exitCode = files.length === 0 ? 1 : (status ?? 1);
