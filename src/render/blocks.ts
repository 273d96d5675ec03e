import type { RunReport } from '../results/documents/run.js';
import type { Scenario } from '../scenario/schema.js';

/**
 * What a document says, as blocks that have no look yet. A kind of document builds its blocks once; each format
 * renders each kind of block once. A new kind of block is a type here and a line in the table of each format, which the
 * compiler asks for.
 */
export type Block = Title | Sentences | Notes | List | Table | Command | Chart | Timeline | Distributions | Group;

/** Where a document is read: in a terminal, conclusions last and of a limited width, or as a page that is scrolled. */
export type Medium = 'terminal' | 'page';

/** The part that words play. A terminal colours them, a page marks them or leaves them plain. */
export type Tone = 'strong' | 'quiet' | 'good' | 'bad' | 'warning';

/** Words of a line with a look of their own. */
export interface Phrase {
  readonly text: string;
  readonly tone?: Tone;
  /** Something to type. */
  readonly code?: boolean;
  /** Not to be broken across lines. */
  readonly whole?: boolean;
}

/** Plain text, or phrases with a space between each other. */
export type Line = string | readonly (string | Phrase)[];

interface BlockBase {
  /** Shown there alone: for what the other one shows in another place or form. Everything else is shown in both. */
  readonly only?: Medium;
}

/** What a document is; the heading of a part of it on level 2. */
export interface Title extends BlockBase {
  readonly kind: 'title';
  readonly level: 1 | 2;
  readonly text: string;
  /** The same with more detail: a terminal shows it instead of the text, a page as a sentence below. */
  readonly about?: string;
}

/** Sentences, each in a line of its own. */
export interface Sentences extends BlockBase {
  readonly kind: 'sentences';
  readonly sentences: readonly Line[];
  /** Of all sentences, in a terminal; a page marks only phrases. */
  readonly tone?: Tone;
  /** Whether a page has them as a list. */
  readonly list?: boolean;
  /** Columns before each line in a terminal, and how many more before those that continue a sentence. */
  readonly indent?: number;
  readonly hanging?: number;
}

/** What a reader has to be told beside the figures: that they may mislead, or what has failed. */
export interface Notes extends BlockBase {
  readonly kind: 'notes';
  readonly severity: 'warning' | 'error';
  readonly notes: readonly string[];
  readonly indent?: number;
}

/** Things that were judged or weighed, each with a mark before it. */
export interface List extends BlockBase {
  readonly kind: 'list';
  readonly items: readonly Item[];
  readonly indent?: number;
  /** Columns from a mark to its text in a terminal; by default two more than the widest mark has. */
  readonly column?: number;
}

export interface Item {
  readonly mark?: Line;
  readonly text: Line;
  /** More of it, each with a label. */
  readonly details?: readonly (readonly [label: string, text: string])[];
  /** What shows it, to be typed. */
  readonly command?: string;
}

/**
 * Rows of figures. The first column has names and is aligned to the left, as `words` are; all others to the right. A
 * terminal shows cells without their tones.
 */
export interface Table extends BlockBase {
  readonly kind: 'table';
  readonly columns: readonly (string | Column)[];
  /** A cell for each column, those included that are not shown everywhere. */
  readonly rows: readonly (readonly Line[])[];
  /** How many rows a terminal shows; all by default. */
  readonly mostRows?: number;
  /** The same with fewer columns, for a terminal that is too narrow for this one. */
  readonly narrower?: Table | undefined;
}

export interface Column {
  /** A line break in a name is one in a terminal, and a space on a page. */
  readonly name: string;
  /** A shorter name, for a terminal. */
  readonly narrow?: string;
  readonly only?: Medium;
  readonly words?: boolean;
  /** Cells are cut to this width in a terminal, and down to `atLeast` where the table does not fit otherwise. */
  readonly atMost?: number;
  readonly atLeast?: number;
  /** Where a cell is cut. */
  readonly cut?: 'middle' | 'end';
}

/** Something to type. It is never broken or cut, so that it can be copied. */
export interface Command extends BlockBase {
  readonly kind: 'command';
  readonly command: string;
}

/** Lines over a numeric axis. */
export interface Chart extends BlockBase {
  readonly kind: 'chart';
  readonly title: string;
  readonly series: readonly Series[];
  readonly formats: Formats;
}

/** A line of a chart; its points by rising x. */
export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** What the numbers on the axes look like. */
export interface Formats {
  readonly x: (value: number) => string;
  readonly y: (value: number) => string;
}

/** Pictures of runs on one axis of time: a lane for each source and each worker. */
export interface Timeline extends BlockBase {
  readonly kind: 'timeline';
  /** What the marks of the pictures mean; empty where that is said elsewhere. */
  readonly legend: readonly string[];
  readonly pictures: readonly Picture[];
  /** Where the axis ends, in milliseconds. */
  readonly endMs: number;
  /** Whether a terminal says how long a cell is. */
  readonly scale?: boolean;
}

export interface Picture {
  readonly title: string;
  /** What a terminal has room for behind the title. */
  readonly aside?: string;
  readonly run: RunReport;
  /** Whose sources have lanes, if the run has asked them. */
  readonly scenario: { readonly sources: readonly { readonly name: string }[] } & Pick<Scenario, 'inference'>;
  readonly workers: number;
  /** What a terminal says above and below the lanes. */
  readonly above?: readonly Block[];
  readonly below?: readonly Block[];
}

/** How the durations of repeated runs are distributed, in milliseconds. */
export interface Distributions extends BlockBase {
  readonly kind: 'distributions';
  readonly of: readonly { readonly name: string; readonly ms: readonly number[] }[];
}

/** Blocks that belong together: a terminal leaves no empty line between them. */
export interface Group extends BlockBase {
  readonly kind: 'group';
  readonly blocks: readonly Block[];
}

/** How a format renders each kind of block: one that has nothing to show is empty. */
export type Renderers<Context> = {
  readonly [Kind in Block['kind']]: (block: Extract<Block, { kind: Kind }>, context: Context) => string;
};

/** The blocks that a medium shows, rendered, without those that are empty. */
export function renderedBlocks<Context>(
  blocks: readonly Block[],
  medium: Medium,
  renderers: Renderers<Context>,
  context: Context,
): string[] {
  return blocks
    .filter(({ only = medium }) => only === medium)
    .map((block) => (renderers[block.kind] as (block: Block, context: Context) => string)(block, context))
    .filter((text) => text !== '');
}

/** The phrases of a line. */
export function phrasesOf(line: Line): readonly Phrase[] {
  const phrases = typeof line === 'string' ? [line] : line;
  return phrases.map((phrase) => (typeof phrase === 'string' ? { text: phrase } : phrase));
}

/** The columns of a table that a medium shows, and their cells. */
export function columnsFor(
  medium: Medium,
  { columns, rows }: Pick<Table, 'columns' | 'rows'>,
): { readonly columns: readonly Column[]; readonly rows: readonly (readonly Line[])[] } {
  const all = columns.map((column) => (typeof column === 'string' ? { name: column } : column));
  const shown = all.map(({ only = medium }) => only === medium);
  return {
    columns: all.filter((_, i) => shown[i]),
    rows: rows.map((row) => row.filter((_, i) => shown[i])),
  };
}

/** The table without the columns of these names, for where it is too wide. */
export function without(names: readonly string[], { narrower, ...table }: Table): Table {
  const left = table.columns.map((column) => !names.includes(typeof column === 'string' ? column : column.name));
  return {
    ...table,
    columns: table.columns.filter((_, i) => left[i]),
    rows: table.rows.map((row) => row.filter((_, i) => left[i])),
  };
}

/** The same blocks, each shown in one medium alone. */
export function onlyIn(medium: Medium, ...blocks: readonly Block[]): Block[] {
  return blocks.map((block) => ({ ...block, only: medium }));
}
