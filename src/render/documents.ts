import { UsageError } from '../model/errors.js';
import type { DocumentKind, Documents } from '../results/documents/index.js';
import type { Block } from './blocks.js';
import { plainStyle, type Style } from './style.js';

/** How a document is to be shown. */
export interface RenderOptions {
  /** Everything there is, where a terminal shows the part that matters. */
  readonly all?: boolean | undefined;
}

type Builder<Kind extends DocumentKind> = (document: Documents[Kind], options: RenderOptions) => Block[];

/** What makes the blocks of each kind of document; loaded where one is shown. A new kind is a file and a line here. */
const builders: { readonly [Kind in DocumentKind]: () => Promise<Builder<Kind>> } = {
  run: async () => (await import('./run/blocks.js')).runBlocks,
  resilience: async () => (await import('./resilience/blocks.js')).resilienceBlocks,
  compare: async () => (await import('./compare/blocks.js')).compareBlocks,
  sweep: async () => (await import('./sweep/blocks.js')).sweepBlocks,
  verify: async () => (await import('./verify/blocks.js')).verifyBlocks,
  'what-if': async () => (await import('./what-if/blocks.js')).whatIfBlocks,
  record: async () => (await import('./record.js')).recordBlocks,
  ask: async () => (await import('./ask.js')).askBlocks,
  doctor: async () => (await import('./doctor.js')).doctorBlocks,
};

/** A way to write blocks. */
interface DocumentFormat {
  /** The flag that asks for a file of it, and what the help says of that; a format without one is for a terminal. */
  readonly flag?: string;
  readonly description?: string;
  readonly load: () => Promise<(blocks: readonly Block[], style: Style) => string>;
}

/** Every format of blocks, loaded where a document is shown in it. A new one is a file and a line here. */
export const formats = {
  text: { load: async () => (await import('./text.js')).textOf },
  markdown: {
    flag: 'md',
    description: 'write a Markdown report as well',
    load: async () => (await import('./markdown.js')).markdownOf,
  },
  html: {
    flag: 'html',
    description: 'write a page to look at as well: one file, which opens from disk without a network',
    load: async () => (await import('./html.js')).htmlOf,
  },
} as const satisfies Record<string, DocumentFormat>;

export type Format = keyof typeof formats;
export type FormatFlag = Extract<(typeof formats)[Format], { readonly flag: string }>['flag'];

/** The formats that files are written in, each with its flag. */
export const fileFormats = (Object.keys(formats) as Format[]).flatMap((format) => {
  const { flag, description = '' }: DocumentFormat = formats[format];
  return flag === undefined ? [] : [{ format, flag: flag as FormatFlag, description }];
});

/** Reports with more answers, and sweeps with more points, are for programs to read: white space would double them. */
const [readableAnswers, readablePoints] = [2000, 1000];

/** The document as JSON. A UsageError where it is longer than a text can be, which takes hundreds of megabytes. */
export function json(document: Documents[DocumentKind]): string {
  try {
    return `${JSON.stringify(document, null, isReadable(document) ? 2 : 0)}\n`;
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    throw new UsageError(
      'the report is too large to be written as JSON; ask for fewer runs, modes or sources, or for shorter payloads',
    );
  }
}

function isReadable(document: Documents[DocumentKind]): boolean {
  if (document.kind === 'sweep') return document.points.length <= readablePoints;
  if (document.kind !== 'run') return true;
  const runs = document.modes.reduce((sum, mode) => sum + mode.runs.length, 0);
  return runs * document.scenario.sources.length <= readableAnswers;
}

/** The blocks of a document. */
export async function blocksOf(document: Documents[DocumentKind], options: RenderOptions = {}): Promise<Block[]> {
  const builder = (await builders[document.kind]()) as Builder<DocumentKind>;
  return builder(document, options);
}

/** A document in a format, in a style where that has one. */
export async function rendered(
  document: Documents[DocumentKind],
  format: Format,
  { style = plainStyle(), ...options }: RenderOptions & { readonly style?: Style } = {},
): Promise<string> {
  const render = await formats[format].load();
  return render(await blocksOf(document, options), style);
}
