import { run } from '#src/cli/main.js';

// Runs command lines one after the other in this process, and tells what each came to: starting a process takes longer
// than most of them.

export interface Case {
  readonly args: readonly string[];
  readonly cwd: string;
}

process.stdout.setMaxListeners(0);
process.stderr.setMaxListeners(0);
process.setMaxListeners(0);

async function ended({ args, cwd }: Case): Promise<object> {
  const printed = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    process[name].write = ((text: string, done?: () => void): boolean => {
      printed[name] += text;
      done?.();
      return true;
    }) as typeof process.stdout.write;
  }
  process.chdir(cwd);
  return { code: await run([process.execPath, 'agent-bench', ...args]), ...printed };
}

let last: Promise<unknown> = Promise.resolve();
process.on('message', (one: Case) => {
  last = last.then(async () => process.send!(await ended(one)));
});
