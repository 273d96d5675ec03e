import { printable } from '../../lib/text.js';
import { quoted } from '../../experiments/resilience/case-command.js';
import { rendered } from '../../render/documents.js';
import type { RecordReport } from '../../results/documents/record.js';
import { styleFor } from '../terminal.js';
import type { Showing } from './output-files.js';
import { save } from './save.js';

/**
 * Writes the scenario that was recorded; on standard output where that was asked for, and what a person reads goes to
 * the other stream then.
 */
export async function showRecord(report: RecordReport, { flags, input }: Showing): Promise<void> {
  const output = input['output'] as string;
  const text = `${JSON.stringify(report.scenario, null, 2)}\n`;
  if (output !== '-') await save(output, text); // before anything is shown, for standard output may fail as well
  for (const warning of report.warnings) process.stderr.write(`warning: ${printable(warning)}\n`);
  const stream = output === '-' ? process.stderr : process.stdout;
  if (output === '-') process.stdout.write(text);
  stream.write(await rendered(report, 'text', { style: styleFor(stream, flags.color) }));
  if (output === '-') return;
  const saved = report.interrupted ? 'Interrupted; what was measured is saved' : 'Saved';
  stream.write(
    `\n${saved} in ${printable(output)}; agent-bench run ${quoted(asPath(output))} --virtual simulates it\n`,
  );
}

/** A name without a dot or a slash would be that of a built-in scenario. */
function asPath(file: string): string {
  return /[./\\]/.test(file) ? file : `./${file}`;
}
