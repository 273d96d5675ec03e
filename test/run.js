// Runs the compiled tests, or those whose path holds one of the arguments and none that begins with a dash: `node
// test/run.js cli/ -cli/bad-input`.
// The files are listed here and nowhere else, because Node 20 takes no glob; they are listed by their source, because
// what was compiled may be stale.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [wanted, unwanted] = [
  process.argv.slice(2).filter((part) => !part.startsWith('-')),
  process.argv.slice(2).filter((part) => part.startsWith('-')),
];
const files = readdirSync(`${root}test`, { recursive: true })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => `dist-test/${file.replaceAll('\\', '/').replace(/\.ts$/, '.js')}`)
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
  .filter((file) => !unwanted.some((part) => file.includes(part.slice(1))))
  .toSorted();

/** These keep cores busy or measure time, and must not share the machine with others. */
const alone =
  /^dist-test\/(?:real\/(?:calibrate|inference-policies|policies|pool|worker-faults)|cli\/(?:real|interrupt))\b/;

/** These end threads and processes on purpose, or read what a terminal shows, which is cut where it is not read soon. */
const uncounted = /^dist-test\/(?:real|examples|cli\/(?:live|real|replay|sweep|terminal))\b/;

/** Runs test files, so many at a time, and says whether all have passed. */
function passed(some, concurrency, env = { ...process.env, NODE_V8_COVERAGE: '' }) {
  if (some.length === 0) return true;
  const flags = [
    '--enable-source-maps',
    '--test',
    '--test-timeout=300000',
    `--test-concurrency=${concurrency}`,
    '--test-reporter=spec',
  ];
  return spawnSync(process.execPath, [...flags, ...some], { cwd: root, stdio: 'inherit', env }).status === 0;
}

const together = files.filter((file) => !alone.test(file));
const cores = availableParallelism();
const all = [
  // They wait for the commands that they start half of the time, so twice as many keep the cores busy.
  passed(
    together.filter((file) => !uncounted.test(file)),
    2 * cores,
    process.env,
  ),
  passed(
    together.filter((file) => uncounted.test(file)),
    cores,
  ),
  passed(
    files.filter((file) => alone.test(file)),
    1,
  ),
];
process.exitCode = files.length > 0 && all.every(Boolean) ? 0 : 1;
