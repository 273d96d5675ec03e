import { printable } from '../../lib/text.js';
import { UsageError } from '../../model/errors.js';
import { readDocument } from '../../results/read.js';
import { rendered } from '../../render/documents.js';
import { exporterNames } from '../../render/exports/index.js';
import { deliverRun } from '../output/show-run.js';
import { deliver, filesNamed, inFormats } from '../output/output-files.js';
import { argument, flag } from '../../experiments/flags.js';
import { command } from '../command.js';
import { kebab } from '../commander.js';
import { classroom, exports, files } from '../outputs.js';
import { z } from 'zod';
import { styleFor, note } from '../terminal.js';

const input = z.strictObject({
  report: argument(z.string(), 'a JSON report', '<file>'),
  ...files,
  md: flag(z.boolean().optional(), 'as Markdown', { group: 'output' }),
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
  const document = await readDocument(path, note);
  const style = styleFor(process.stdout, flags.color);
  const forms = {
    ...inFormats(document, flags),
    text: () => rendered(document, md === true ? 'markdown' : 'text', { style }),
  };
  if (document.kind === 'run') {
    await deliverRun(document, forms, await filesNamed(flags, path), flags);
    return 0;
  }
  const ofRuns = [...exporterNames, 'classroom' as const].find((name) => flags[name] !== undefined);
  if (ofRuns !== undefined)
    throw new UsageError(
      `--${kebab(ofRuns)}: ${printable(path)} is a report of \`${document.kind}\`, and this is made of a report of ` +
        `\`run\``,
    );
  await deliver(forms, await filesNamed(flags, path), flags);
  return 0;
}
