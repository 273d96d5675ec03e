import { Option, type Command } from 'commander';
import { placeValue } from './parsers.js';

/** Flags that say where documents go. */
export interface OutputFlags {
  readonly json?: string;
  readonly md?: string;
  readonly csv?: string;
  readonly spansCsv?: string;
  readonly junit?: string;
  readonly html?: string;
  /** Whether the page opens in its view for a class room. */
  readonly classroom?: boolean;
  readonly trace?: string;
  readonly otlp?: string;
  readonly svg?: string;
}

/** Where the report goes that every other form is made of. */
export const jsonOption = (): Option =>
  new Option('--json <file|->', 'where the JSON report goes (default: agent-bench-results/)').argParser(placeValue);
/** Where it goes as Markdown. */
export const mdOption = (): Option =>
  new Option('--md <file|->', 'write a Markdown report as well').argParser(placeValue);

/** What a run can be drawn and handed on as, beside its report. */
export const pictureFlags = [
  { kind: 'svg', flag: '--svg', form: '<file|->', summary: 'draw the timelines of all modes as a picture' },
  { kind: 'trace', flag: '--trace', form: '<file|->', summary: 'write Chrome trace events, which Perfetto opens' },
  {
    kind: 'otlp',
    flag: '--otlp',
    form: '<file|url|->',
    summary: 'write the trace as OTLP JSON, or send it to an OpenTelemetry collector',
  },
  { kind: 'csv', flag: '--csv', form: '<file|->', summary: 'write every figure of every run as CSV' },
  { kind: 'spansCsv', flag: '--spans-csv', form: '<file|->', summary: 'write every span of every run as CSV' },
] as const;

/** Adds flags for them. */
export function withPictureFlags(command: Command): Command {
  for (const { flag, form, summary } of pictureFlags)
    command.addOption(new Option(`${flag} ${form}`, summary).argParser(placeValue));
  return command;
}
/** Where it goes as a page. */
export const htmlOption = (): Option =>
  new Option(
    '--html <file|->',
    'write a page to look at as well: one file, which opens from disk without a network',
  ).argParser(placeValue);
/** In which view that page opens. */
export const classroomOption = (): Option =>
  new Option('--classroom', 'with --html: for a class room, in big type, step by step, to predict first');
