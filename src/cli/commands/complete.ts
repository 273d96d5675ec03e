import type { Command } from 'commander';
import { clip } from '../../lib/text.js';
import { complete } from '../completion/complete.js';

/** Longer summaries are cut off: a line of the terminal is all they get. */
const longestSummary = 60;

/**
 * Prints what may stand for the last word, for the scripts of `completion`: a line for each word with a tab and its
 * summary, and a line of a tab and `files` where a file may stand. Whatever is wrong, it prints less and no error:
 * someone is writing a command, not running one.
 */
export async function command(words: readonly string[], program: Command): Promise<void> {
  try {
    const { candidates, files } = await complete(words, program);
    const lines = candidates.map(
      ({ text, summary }) => `${text}\t${clip(summary.replaceAll(/\p{Cc}/gu, ' '), longestSummary)}`,
    );
    process.stdout.write([...lines, ...(files ? ['\tfiles'] : [])].map((line) => `${line}\n`).join(''));
  } catch {
    // The shell shows nothing then.
  }
}
