import { builtInNames, loadScenario } from '../../scenario/load.js';

/** Lists the built-in scenarios, the default first. */
export async function command(): Promise<number> {
  const names = (await builtInNames()).toSorted((a, b) => Number(b === 'capstone') - Number(a === 'capstone') || a.localeCompare(b));
  const width = Math.max(...names.map((name) => name.length));
  for (const name of names) {
    const { scenario } = await loadScenario(name);
    process.stdout.write(`${name.padEnd(width)}  ${scenario.description}\n`);
  }
  return 0;
}
