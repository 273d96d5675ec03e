import { packageFile } from '../../lib/package.js';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { argument } from '../../experiments/flags.js';
import { command } from '../command.js';

/** Prints the script that makes a shell ask `agent-bench complete`. */
export const completion = command({
  name: 'completion',
  summary: 'print the script that completes agent-bench in a shell',
  input: z.strictObject({ shell: argument(z.enum(['bash', 'zsh', 'fish']), 'whose script', '<shell>') }),
  examples: [],
  notes: `To install it:
  bash  echo 'eval "$(agent-bench completion bash)"' >> ~/.bashrc
  zsh   echo 'eval "$(agent-bench completion zsh)"' >> ~/.zshrc   (after compinit)
  fish  agent-bench completion fish > ~/.config/fish/completions/agent-bench.fish`,
  async run({ shell }) {
    const script = packageFile(`fixtures/completion/agent-bench.${shell}`);
    process.stdout.write(await readFile(script, 'utf8'));
    return 0;
  },
});
