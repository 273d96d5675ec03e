import { printable } from '../../lib/text.js';
import { UsageError } from '../../model/errors.js';
import type { PageData } from '../../render/page.js';
import { readSaved } from '../../render/saved.js';
import { deliverRun } from '../output/deliver-run.js';
import type { CommonFlags } from '../flags/options.js';
import { asPage, deliver, filesNamed } from '../output/output-files.js';
import { pictureFlags, type OutputFlags } from '../flags/output-options.js';
import { styleFor } from '../terminal.js';

/** Flags of `report`, which prints Markdown and saves pages and pictures. */
interface ReportFlags extends CommonFlags, Omit<OutputFlags, 'md' | 'json' | 'junit'> {
  readonly md?: boolean;
}

/** Shows a saved report, of whichever command, as it was shown when it was made, and writes it in other forms. */
export async function command(path: string, { md, ...flags }: ReportFlags): Promise<number> {
  const report = await readSaved(path);
  const { page } = report;
  const text = (): string => (md === true ? report.markdown() : report.text(styleFor(process.stdout, flags.color)));
  const refuse = (flag: string, of: string): UsageError =>
    new UsageError(`${flag}: ${printable(path)} is a report of \`${report.command}\`, and this is made of ${of}`);
  if (page?.kind === 'run') {
    const shown: PageData = flags.classroom === true ? { ...page, view: 'classroom' } : page;
    await deliverRun(page.report, { html: () => asPage(shown), text }, await filesNamed(flags, path), flags);
    return 0;
  }
  const picture = pictureFlags.find(({ kind }) => flags[kind] !== undefined);
  if (picture !== undefined) throw refuse(picture.flag, 'a report of `run`');
  if (flags.classroom === true) throw refuse('--classroom', 'a report of `run`');
  if (page === undefined && flags.html !== undefined) throw refuse('--html', 'the report that it replays');
  await deliver(
    { ...(page !== undefined && { html: () => asPage(page) }), text },
    await filesNamed(flags, path),
    flags,
  );
  return 0;
}
