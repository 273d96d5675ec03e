import { readFile } from 'node:fs/promises';

/** Prints the script that makes a shell ask `agent-bench complete`. */
export async function command(shell: 'bash' | 'zsh' | 'fish'): Promise<number> {
  process.stdout.write(
    await readFile(new URL(`../../../fixtures/completion/agent-bench.${shell}`, import.meta.url), 'utf8'),
  );
  return 0;
}
