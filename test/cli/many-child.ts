import { run } from '#src/cli/main.js';

// Runs many command lines one after the other in this process, and prints what each came to: starting one takes longer than most refusals.

interface Case {
  readonly args: readonly string[];
  readonly cwd: string;
}

const write = process.stdout.write.bind(process.stdout);
process.stdout.setMaxListeners(0);
process.stderr.setMaxListeners(0);

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

const chunks: string[] = [];
for await (const chunk of process.stdin.setEncoding('utf8')) chunks.push(chunk as string);
const results: object[] = [];
for (const one of JSON.parse(chunks.join('')) as Case[]) results.push(await ended(one));
write(JSON.stringify(results));
