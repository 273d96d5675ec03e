import type { Recording } from '../experiments/record/recording.js';
import type { Comparison } from '../results/documents/compare.js';
import type { ResilienceReport } from '../results/documents/resilience.js';
import type { Report, RunReport } from '../results/documents/run.js';
import type { SweepReport } from '../results/documents/sweep.js';
import type { Verification } from '../results/documents/verify.js';
import type { WhatIfReport } from '../results/documents/what-if.js';
import type { Block } from './blocks.js';
import type { Finding } from './doctor.js';
import { htmlOf } from './html.js';
import { markdownOf } from './markdown.js';
import { plainStyle, type Style } from './style.js';
import { textOf } from './text.js';

/** Every kind of document and its type. */
export interface Documents {
  readonly run: Report;
  readonly resilience: ResilienceReport;
  readonly compare: Comparison;
  readonly sweep: SweepReport;
  readonly verify: Verification;
  readonly 'what-if': WhatIfReport;
  readonly record: Recording;
  readonly ask: RunReport['result'];
  readonly doctor: readonly Finding[];
}

export type DocumentKind = keyof Documents;

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

/** Every format of blocks. A new one is a file and a line here. */
export const formats = { text: textOf, markdown: markdownOf, html: htmlOf } as const satisfies Record<
  string,
  (blocks: readonly Block[], style: Style) => string
>;

type Format = keyof typeof formats;

/** The blocks of a document. */
export async function blocksOf<Kind extends DocumentKind>(
  kind: Kind,
  document: Documents[Kind],
  options: RenderOptions = {},
): Promise<Block[]> {
  const builder = await builders[kind]();
  return builder(document, options);
}

/** A document in a format, in a style where that has one. */
export async function rendered<Kind extends DocumentKind>(
  kind: Kind,
  document: Documents[Kind],
  format: Format,
  { style = plainStyle(), ...options }: RenderOptions & { readonly style?: Style } = {},
): Promise<string> {
  return formats[format](await blocksOf(kind, document, options), style);
}
