#!/usr/bin/env node
import { statSync } from 'node:fs';

/** When a file of `dist` was made, in milliseconds; undefined where there is none. */
function madeMs(path) {
  return statSync(new URL(`../dist/${path}`, import.meta.url), { throwIfNoEntry: false })?.mtimeMs;
}

// The bundle starts a fifth faster. In a checkout, what was compiled last may be newer.
const bundledMs = madeMs('bundle/main.js');
const fresh = bundledMs !== undefined && bundledMs >= (madeMs('.tsbuildinfo') ?? 0);
if (fresh || madeMs('cli/main.js') !== undefined) {
  const { run } = await import(fresh ? '../dist/bundle/main.js' : '../dist/cli/main.js');
  process.exitCode = await run(process.argv);
} else {
  process.stderr.write('agent-bench is not built yet: run `npm ci` (or `npm run build`) in its folder first\n');
  process.exitCode = 2;
}
