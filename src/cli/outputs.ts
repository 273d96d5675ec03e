import { z } from 'zod';
import { flag, fileValue, placeValue } from '../experiments/flags.js';
import { fileFormats, type FormatFlag } from '../render/documents.js';
import { exporterNames, exporters, type ExporterName } from '../render/exports/index.js';
import type { DocumentKind } from '../results/documents/index.js';

const place = (description: string, form = '<file|->') =>
  flag(placeValue.optional(), description, { form, group: 'output' });

const json = (description: string) => ({ json: place(description) });
/** The flags of the formats that documents are written in. */
export const files = Object.fromEntries(
  fileFormats.map((format) => [format.flag, place(format.description)]),
) as Record<FormatFlag, ReturnType<typeof place>>;

/** In which view the page of a run opens. */
export const classroom = {
  classroom: flag(
    z.boolean().optional(),
    'with --html: for a class room, in big type, step by step, to predict first',
    {
      group: 'output',
    },
  ),
};

/** The flags of the exporters of a report of `run`. */
export const exports = Object.fromEntries(
  exporterNames.map((name) => {
    const { description, form }: (typeof exporters)[ExporterName] & { readonly form?: string } = exporters[name];
    return [name, place(description, form)];
  }),
) as Record<ExporterName, ReturnType<typeof place>>;

const saved = { ...json('where the JSON report goes (default: agent-bench-results/)'), ...files };
const switchOf = (description: string, conflicts?: string) =>
  flag(z.boolean().optional(), description, { group: 'output', ...(conflicts !== undefined && { conflicts }) });

/** The flags that say where the documents of each operation go, and how it is watched. */
const own = {
  run: {
    ...saved,
    ...classroom,
    ...exports,
    junit: flag(fileValue.optional(), 'write what became of the gates as JUnit XML', {
      form: '<file>',
      group: 'output',
    }),
    live: flag(z.boolean().default(true), 'a plain line of progress in a terminal, without the timeline', {
      group: 'output',
    }),
    quiet: switchOf('no progress, and only the closing sentences', 'verbose'),
    verbose: switchOf('a line on standard error for every span as it happens'),
  },
  resilience: saved,
  verify: saved,
  sweep: { ...saved, csv: place('write all points as CSV as well') },
  'what-if': { ...json('write the answer as JSON'), ...files },
  compare: { ...json('write the comparison as JSON'), ...files },
  ask: {
    json: flag(z.union([z.boolean(), placeValue]).optional(), 'print the answer as JSON, or write it', {
      form: '[file|-]',
      group: 'output',
    }),
  },
  record: {},
  doctor: json('write the findings as JSON'),
} as const satisfies Partial<Record<DocumentKind, z.ZodRawShape>>;

/** What every operation has that does not say otherwise. */
const usual = { ...json('write the document as JSON'), ...files };

/** The flags of an operation beside its input. */
export function outputsOf(kind: DocumentKind): z.ZodRawShape {
  return (own as Partial<Record<DocumentKind, z.ZodRawShape>>)[kind] ?? usual;
}

/** Where documents go, as far as an operation has them. */
export interface OutputFlags extends Readonly<Partial<Record<ExporterName | FormatFlag, string | undefined>>> {
  readonly json?: string | undefined;
  readonly junit?: string | undefined;
  readonly classroom?: boolean | undefined;
}

/** How an operation is watched. */
interface WatchFlags {
  readonly live?: boolean | undefined;
  readonly quiet?: boolean | undefined;
  readonly verbose?: boolean | undefined;
}

/** What is typed for an operation beside its own input. */
export type Flags = OutputFlags & WatchFlags;
