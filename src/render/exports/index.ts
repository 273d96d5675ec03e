import type { Report } from '../../results/documents/run.js';
import type { ExportOptions } from './otlp.js';

/** A form that a report of `run` is drawn in or handed on as: the flag's description and value, and what makes it. */
interface Exporter {
  readonly description: string;
  /** What the flag takes; a file, or `-` for standard output, where left out. */
  readonly form?: string;
  /** Loads what makes it. It takes a checked report and returns the whole file. */
  readonly load: () => Promise<(report: Report, options: ExportOptions) => string>;
}

/** Every exporter, by its flag in camelCase, in the order of the help. A new one is a file and a line here. */
export const exporters = {
  otlp: {
    description: 'write the trace as OTLP JSON, or send it to an OpenTelemetry collector',
    form: '<file|url|->',
    load: async () => (await import('./otlp.js')).otlp,
  },
  trace: {
    description: 'write Chrome trace events, which Perfetto opens',
    load: async () => (await import('./trace-events.js')).traceEvents,
  },
  svg: {
    description: 'draw the timelines of all modes as a picture',
    load: async () => (await import('./svg.js')).svg,
  },
  csv: {
    description: 'write every figure of every run as CSV',
    load: async () => (await import('./csv.js')).figuresCsv,
  },
  spansCsv: {
    description: 'write every span of every run as CSV',
    load: async () => (await import('./csv.js')).spansCsv,
  },
} as const satisfies Record<string, Exporter>;

export type ExporterName = keyof typeof exporters;
export const exporterNames = Object.keys(exporters) as ExporterName[];
