import { readReport } from '../../report/read.js';
import { reporters } from '../../report/reporters/index.js';
import type { CommonFlags } from '../options.js';
import { styleFor } from '../terminal.js';

/** Shows a saved report as it was shown when it was made. */
export async function command(path: string, flags: CommonFlags & { readonly md?: boolean }): Promise<number> {
  const report = await readReport(path);
  const render = flags.md === true ? reporters.markdown : reporters.text;
  process.stdout.write(render(report, styleFor(process.stdout, flags.color)));
  return 0;
}
