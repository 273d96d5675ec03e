import { readSaved } from '../../report/saved.js';
import type { CommonFlags } from '../options.js';
import { styleFor } from '../terminal.js';

/** Shows a saved report, of whichever command, as it was shown when it was made. */
export async function command(path: string, flags: CommonFlags & { readonly md?: boolean }): Promise<number> {
  const report = await readSaved(path);
  process.stdout.write(flags.md === true ? report.markdown() : report.text(styleFor(process.stdout, flags.color)));
  return 0;
}
