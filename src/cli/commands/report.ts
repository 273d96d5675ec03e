import { printable } from '../../lib/text.js';
import { UsageError } from '../../model/errors.js';
import type { PageData } from '../../render/page.js';
import { readSaved } from '../../render/saved.js';
import { exporterNames } from '../../render/exports/index.js';
import { deliverRun } from '../output/show-run.js';
import { asPage, deliver, filesNamed } from '../output/output-files.js';
import { argument, flag } from '../../experiments/flags.js';
import { command } from '../command.js';
import { kebab } from '../commander.js';
import { classroom, exports, html } from '../outputs.js';
import { z } from 'zod';
import { styleFor } from '../terminal.js';

const input = z.strictObject({
  report: argument(z.string(), 'a JSON report', '<file>'),
  md: flag(z.boolean().optional(), 'as Markdown', { group: 'output' }),
  ...html,
  ...classroom,
  ...exports,
});

/** Shows a saved report, of whichever operation, as it was shown when it was made, and writes it in other forms. */
export const report = command({
  name: 'report',
  summary:
    'show a saved report again, of whichever command; as a page too; one of `run` can be drawn and handed on as well',
  input,
  examples: [
    ['report agent-bench-results/2026-01-31T12-00-00-000Z.json'],
    ['report run.json --html run.html', 'a page to look at'],
    ['report run.json --html lesson.html --classroom', 'the same for a class'],
    ['report a.json --svg timeline.svg --trace trace.json'],
    ['report a.json --spans-csv - | head'],
  ],
  run: ({ report: path, ...flags }, { color }) => show(path, { ...flags, color }),
});

type ReportFlags = Omit<z.output<typeof input>, 'report'> & { readonly color: boolean };

async function show(path: string, { md, ...flags }: ReportFlags): Promise<number> {
  const saved = await readSaved(path, (line) => process.stderr.write(`note: ${line}\n`));
  const { page } = saved;
  const text = (): string => (md === true ? saved.markdown() : saved.text(styleFor(process.stdout, flags.color)));
  const refuse = (named: string, of: string): UsageError =>
    new UsageError(`${named}: ${printable(path)} is a report of \`${saved.command}\`, and this is made of ${of}`);
  if (page?.kind === 'run') {
    const shown: PageData = flags.classroom === true ? { ...page, view: 'classroom' } : page;
    await deliverRun(page.report, { html: () => asPage(shown), text }, await filesNamed(flags, path), flags);
    return 0;
  }
  const exported = exporterNames.find((name) => flags[name] !== undefined);
  if (exported !== undefined) throw refuse(`--${kebab(exported)}`, 'a report of `run`');
  if (flags.classroom === true) throw refuse('--classroom', 'a report of `run`');
  await deliver(
    { html: () => (page === undefined ? saved.html() : asPage(page)), text },
    await filesNamed(flags, path),
    flags,
  );
  return 0;
}
