import { rendered } from '../../render/documents.js';
import { json } from '../../render/json.js';
import { gatesText, summaryText } from '../../render/run/text.js';
import type { InconclusivePolicy } from '../../experiments/run/gated.js';
import type { Report } from '../../results/documents/run.js';
import { styleFor } from '../terminal.js';
import { deliverRun } from './deliver-run.js';
import { addStepSummary, annotations } from './github-actions.js';
import { asPage, printed, type Showing } from './output-files.js';

/**
 * Delivers the report of a run in its forms. Where standard output holds a document, what became of the gates is said
 * on standard error.
 */
export async function showRun(report: Report, { files, flags, input }: Showing): Promise<void> {
  const inconclusive = input['inconclusive'] as InconclusivePolicy;
  const style = styleFor(process.stdout, flags.color);
  const closing = (): string =>
    [summaryText(report, style), gatesText(report, style)].filter((block) => block !== '').join('\n\n');
  const documents = {
    json: () => json(report),
    md: () => rendered(report, 'markdown'),
    html: () => asPage({ kind: 'run', report, ...(flags.classroom === true && { view: 'classroom' }) }),
    junit: async () =>
      (await import('../../render/run/junit.js')).junit(report, {
        inconclusive: inconclusive === 'pass' ? 'skipped' : 'failure',
      }),
    text: () => (flags.quiet === true ? `${closing()}\n` : rendered(report, 'text', { style })),
  };
  if (report.gates.length > 0 && printed(flags) !== undefined)
    process.stderr.write(`${gatesText(report, styleFor(process.stderr, flags.color))}\n`);
  if (process.env['GITHUB_ACTIONS'] === 'true') process.stderr.write(annotations(report, inconclusive));
  await addStepSummary(documents.md);
  const saved = report.interrupted ? 'Interrupted; what was finished is saved' : 'Saved';
  await deliverRun(report, documents, files, flags, saved);
}
