import { verificationMarkdown } from '../../render/verify/markdown.js';
import { verificationText } from '../../render/verify/text.js';
import type { Verification } from '../../results/documents/verify.js';
import { verify } from '../../experiments/verify/verify.js';
import { exitCodes } from '../exit-codes.js';
import { interruptible } from '../interrupt.js';
import type { CommonFlags, WorldFlags } from '../flags/options.js';
import type { OutputFlags } from '../flags/output-options.js';
import { asPage, deliver, outputFiles } from '../output/output-files.js';
import { planOf } from '../plan.js';
import { partsProgress } from '../progress.js';
import { styleFor } from '../terminal.js';

/** Checks on real time that a scenario does what it should, and says of each line whether it holds. */
export async function command(scenario: string, flags: WorldFlags & CommonFlags & OutputFlags): Promise<number> {
  const plan = await planOf(scenario, flags, { runs: 1 });
  const files = await outputFiles(flags, scenario);
  const within = interruptible();
  const shown = partsProgress(process.stderr, flags.color, true);
  let report: Verification | undefined;
  try {
    report = await verify({ plan, within, progress: shown.progress });
  } finally {
    shown.stop();
  }
  if (report === undefined) throw within.reason ?? new Error('no mode was run');
  const verified = report;
  const documents = {
    json: () => `${JSON.stringify(verified, null, 2)}\n`,
    md: () => verificationMarkdown(verified),
    html: () => asPage({ kind: 'verify', report: verified }),
    text: () => verificationText(verified, styleFor(process.stdout, flags.color)),
  };
  await deliver(documents, files, flags, verified.interrupted ? 'Interrupted; what was finished is saved' : 'Saved');
  if (verified.interrupted) return exitCodes.interrupted;
  return verified.outcome === 'FAILED' ? exitCodes.brokenInvariant : exitCodes.done;
}
