import type { Report } from '../../results/documents/run.js';
import { deliver, isUrl, printed, type Documents, type OutputFiles } from './output-files.js';
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
  await deliver({ ...picturesOf(report), ...documents }, files, flags, saved);
  if (flags.otlp === undefined || !isUrl(flags.otlp)) return;
  const { sendTrace } = await import('./otlp.js');
  const sent = await sendTrace(report, flags.otlp);
  (printed(flags) === undefined ? process.stdout : process.stderr).write(`${sent}\n`);
}

function picturesOf(report: Report): Omit<Documents, 'text'> {
  return {
    svg: async () => (await import('../../render/exports/svg.js')).svg(report),
    trace: async () => (await import('../../render/exports/trace-events.js')).traceEvents(report),
    otlp: async () => (await import('../../render/exports/otlp.js')).otlp(report),
    csv: async () => (await import('../../render/exports/csv.js')).figuresCsv(report),
    spansCsv: async () => (await import('../../render/exports/csv.js')).spansCsv(report),
  };
}
