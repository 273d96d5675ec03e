import { json, rendered } from '../../render/documents.js';
import type { DocumentKind, DocumentOf } from '../../results/documents/index.js';
import { styleFor } from '../terminal.js';
import { deliver, inFormats, type Documents, type Showing } from './output-files.js';

type Document = DocumentOf<DocumentKind>;

/** Saves a document in the forms that were asked for, and shows it. */
export async function show(document: Document, showing: Showing): Promise<void> {
  if (document.kind === 'run') return (await import('./show-run.js')).showRun(document, showing);
  if (document.kind === 'record') return (await import('./show-record.js')).showRecord(document, showing);
  const { files, flags } = showing;
  const interrupted = 'interrupted' in document && document.interrupted;
  const saved = interrupted ? 'Interrupted; what was finished is saved' : 'Saved';
  return deliver(formsOf(document, showing), files, flags, saved);
}

function formsOf(document: Document, { flags, input, sides }: Showing): Documents {
  const style = styleFor(process.stdout, flags.color);
  return {
    json: () => json(document),
    ...inFormats(document, flags, sides),
    text: () => rendered(document, 'text', { style, all: input['all'] === true }),
    ...(document.kind === 'sweep' && {
      csv: async () => (await import('../../render/exports/csv.js')).sweepCsv(document),
    }),
  };
}
