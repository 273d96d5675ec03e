import { json, rendered } from '../../render/documents.js';
import { exporterNames, exporters } from '../../render/exports/index.js';
import { gatesText, summaryText } from '../../render/run/text.js';
import type { InconclusivePolicy } from '../../experiments/inputs.js';
import type { Report } from '../../results/documents/run.js';
import { styleFor } from '../terminal.js';
import { inFormats, printed, type Showing, deliver, isUrl, type Documents, type OutputFiles } from './output-files.js';
import type { OutputFlags } from '../outputs.js';

/**
 * Delivers the report of a run in its forms, and those that it is drawn and handed on as; what makes one of these is
 * loaded where it is asked for. A trace is sent last.
 */
export async function deliverRun(
  report: Report,
  documents: Documents,
  files: OutputFiles,
  flags: OutputFlags,
  saved?: string,
): Promise<void> {
  await deliver({ ...exportsOf(report), ...documents }, files, flags, saved);
  if (flags.otlp === undefined || !isUrl(flags.otlp)) return;
  const { sendTrace } = await import('./otlp.js');
  const sent = await sendTrace(report, flags.otlp);
  (printed(flags) === undefined ? process.stdout : process.stderr).write(`${sent}\n`);
}

function exportsOf(report: Report): Omit<Documents, 'text'> {
  return Object.fromEntries(
    exporterNames.map((name) => [
      name,
      async () => (await exporters[name].load())(report, { serviceName: process.env['OTEL_SERVICE_NAME'] }),
    ]),
  );
}

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
    ...inFormats(report, flags),
    junit: async () =>
      (await import('../../render/run/junit.js')).junit(report, {
        inconclusive: inconclusive === 'pass' ? 'skipped' : 'failure',
      }),
    text: () => (flags.quiet === true ? `${closing()}\n` : rendered(report, 'text', { style })),
  };
  if (report.gates.length > 0 && printed(flags) !== undefined)
    process.stderr.write(`${gatesText(report, styleFor(process.stderr, flags.color))}\n`);
  await tellGitHub(report, inconclusive, () => rendered(report, 'markdown'));
  const saved = report.interrupted ? 'Interrupted; what was finished is saved' : 'Saved';
  await deliverRun(report, documents, files, flags, saved);
}

/** Annotations and a summary of the job, where GitHub Actions shows them. */
async function tellGitHub(
  report: Report,
  inconclusive: InconclusivePolicy,
  markdown: () => Promise<string>,
): Promise<void> {
  const { GITHUB_ACTIONS, GITHUB_STEP_SUMMARY } = process.env;
  if (GITHUB_ACTIONS === undefined && GITHUB_STEP_SUMMARY === undefined) return;
  const { addStepSummary, annotations } = await import('./github-actions.js');
  if (GITHUB_ACTIONS === 'true') process.stderr.write(annotations(report, inconclusive));
  await addStepSummary(markdown);
}
