import type { DocumentKind } from '../../results/documents/index.js';
import type { DocumentOf, Documents as Kinds } from '../../results/documents/index.js';
import { styleFor } from '../terminal.js';
import { asPage, deliver, type Showing } from './output-files.js';

type Shows = { readonly [K in DocumentKind]: (document: Kinds[K], showing: Showing) => Promise<void> };

const whole = (document: unknown): string => `${JSON.stringify(document, null, 2)}\n`;

/** What goes before the paths of what was saved. */
const savedWord = (interrupted: boolean): string => (interrupted ? 'Interrupted; what was finished is saved' : 'Saved');

/** How each kind of document is delivered. A new kind is a line here. */
const shows: Shows = {
  run: async (report, showing) => (await import('./show-run.js')).showRun(report, showing),
  async resilience(report, { files, flags }) {
    const { resilienceMarkdown } = await import('../../render/resilience/markdown.js');
    const { resilienceText } = await import('../../render/resilience/text.js');
    const documents = {
      json: () => whole(report),
      md: () => resilienceMarkdown(report),
      html: () => asPage({ kind: 'resilience', report }),
      text: () => resilienceText(report, styleFor(process.stdout, flags.color)),
    };
    await deliver(documents, files, flags, savedWord(report.interrupted));
  },
  async verify(report, { files, flags }) {
    const { verificationMarkdown } = await import('../../render/verify/markdown.js');
    const { verificationText } = await import('../../render/verify/text.js');
    const documents = {
      json: () => whole(report),
      md: () => verificationMarkdown(report),
      html: () => asPage({ kind: 'verify', report }),
      text: () => verificationText(report, styleFor(process.stdout, flags.color)),
    };
    await deliver(documents, files, flags, savedWord(report.interrupted));
  },
  async sweep(report, { files, flags }) {
    const { sweepCsv } = await import('../../render/sweep/csv.js');
    const { sweepMarkdown } = await import('../../render/sweep/markdown.js');
    const { sweepText } = await import('../../render/sweep/text.js');
    const documents = {
      json: () => `${JSON.stringify(report, null, report.points.length <= readablePoints ? 2 : 0)}\n`,
      md: () => sweepMarkdown(report),
      html: () => asPage({ kind: 'sweep', report }),
      csv: () => sweepCsv(report),
      text: () => sweepText(report, styleFor(process.stdout, flags.color)),
    };
    await deliver(documents, files, flags, savedWord(report.interrupted));
  },
  async compare(report, { files, flags, sides }) {
    const { comparisonMarkdown } = await import('../../render/compare/markdown.js');
    const { comparisonText } = await import('../../render/compare/text.js');
    const documents = {
      json: () => whole(report),
      md: () => comparisonMarkdown(report),
      html: () => asPage({ kind: 'compare', report, ...(sides !== undefined && { sides }) }),
      text: () => comparisonText(report, styleFor(process.stdout, flags.color)),
    };
    await deliver(documents, files, flags);
  },
  async 'what-if'(report, { files, flags, input }) {
    const { whatIfMarkdown } = await import('../../render/what-if/markdown.js');
    const { whatIfText } = await import('../../render/what-if/text.js');
    const documents = {
      json: () => whole(report),
      md: () => whatIfMarkdown(report),
      text: () => whatIfText(report, styleFor(process.stdout, flags.color), input),
    };
    await deliver(documents, files, flags);
  },
  async ask(answer, { files, flags }) {
    const { answerText } = await import('../../render/ask.js');
    const documents = {
      json: () => whole(answer),
      text: () => answerText(answer, styleFor(process.stdout, flags.color)),
    };
    await deliver(documents, files, flags);
  },
  record: async (report, showing) => (await import('./show-record.js')).showRecord(report, showing),
  async doctor(report, { files, flags }) {
    const { doctorText } = await import('../../render/doctor.js');
    const documents = {
      json: () => whole(report),
      text: () => doctorText(report, styleFor(process.stdout, flags.color)),
    };
    await deliver(documents, files, flags);
  },
};

/** Reports of more points are for programs to read. */
const readablePoints = 1000;

/** Saves a document in the forms that were asked for, and shows it. */
export async function show(document: DocumentOf<DocumentKind>, showing: Showing): Promise<void> {
  await (shows[document.kind] as (document: DocumentOf<DocumentKind>, showing: Showing) => Promise<void>)(
    document,
    showing,
  );
}
