import { tool } from '../report/tool.js';
import { exitCodes } from './exit-codes.js';
import { surviveBrokenPipes } from './broken-pipe.js';

/** Runs the command line and returns the exit code. */
export async function run(argv: readonly string[]): Promise<number> {
  surviveBrokenPipes();
  if (argv.length === 3 && argv[2] === '--version') {
    process.stdout.write(`${tool().version}\n`); // the one thing that needs nothing else loaded
    return exitCodes.done;
  }
  const outcome: { code: number } = { code: exitCodes.done };
  try {
    const { commandLine } = await import('./command-line.js');
    await commandLine(outcome).parseAsync([...argv]);
    return outcome.code;
  } catch (thrown) {
    const { explain } = await import('./explain.js');
    return explain(thrown);
  }
}
