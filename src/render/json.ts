import { UsageError } from '../model/errors.js';
import type { Report } from '../results/documents/run.js';

/** Reports with more answers are for programs to read: without white space they take half the room. */
const readableAnswers = 2000;

/** The report as JSON. A UsageError where it is longer than a text can be, which takes hundreds of megabytes. */
export function json(report: Report): string {
  const runs = report.modes.reduce((sum, mode) => sum + mode.runs.length, 0);
  const indent = runs * report.scenario.sources.length <= readableAnswers ? 2 : 0;
  try {
    return `${JSON.stringify(report, null, indent)}\n`;
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    throw new UsageError(
      'the report is too large to be written as JSON; ask for fewer runs, modes or sources, or for shorter payloads',
    );
  }
}
