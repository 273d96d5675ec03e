import { tool } from '../lib/package.js';
import { exitCodes } from './exit-codes.js';
import { watchOutput } from './output/standard-streams.js';

/** Runs the command line and returns the exit code. */
export async function run(argv: readonly string[]): Promise<number> {
  const output = watchOutput();
  const code = await codeOf(argv);
  const failure = await output.ended();
  if (failure === undefined) return code;
  const { explainLostOutput } = await import('./explain.js');
  return explainLostOutput(failure);
}

async function codeOf(argv: readonly string[]): Promise<number> {
  if (argv.length === 3 && argv[2] === '--version') {
    process.stdout.write(`${tool().version}\n`); // the one thing that needs nothing else loaded
    return exitCodes.done;
  }
  const outcome: { code: number } = { code: exitCodes.done };
  try {
    const { commandLine } = await import('./command-line.js');
    const program = await commandLine(argv.slice(2), outcome);
    await program.parseAsync([...argv]);
    return outcome.code;
  } catch (thrown) {
    const { explain } = await import('./explain.js');
    return explain(thrown);
  }
}
