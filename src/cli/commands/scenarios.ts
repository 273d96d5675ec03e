import { wrapped } from '../../render/style.js';
import { builtInNames, loadScenario } from '../../scenario/load.js';
import { z } from 'zod';
import { command, type CommonFlags } from '../command.js';
import { styleFor } from '../terminal.js';

/** Lists the built-in scenarios, the default first. */
export const scenarios = command({
  name: 'scenarios',
  summary: 'list the scenarios that come with agent-bench',
  input: z.strictObject({}),
  examples: [['scenarios']],
  run: (_, common) => list(common),
});

async function list(flags: CommonFlags): Promise<number> {
  const style = styleFor(process.stdout, flags.color);
  const names = (await builtInNames()).toSorted(
    (a, b) => Number(b === 'capstone') - Number(a === 'capstone') || a.localeCompare(b),
  );
  const width = Math.max(...names.map((name) => name.length));
  for (const name of names) {
    const { scenario } = await loadScenario(name);
    process.stdout.write(
      `${wrapped(scenario.description.split(' '), style.width, ' '.repeat(width + 2), `${name.padEnd(width)}  `)}\n`,
    );
  }
  return 0;
}
