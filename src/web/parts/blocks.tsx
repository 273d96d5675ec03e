// oxlint-disable react/no-array-index-key -- a document does not change while it is shown, so places are names enough
import { FiguresTable } from './tables.js';
import { Sentences } from './text.js';

/** A piece of a document: sentences, a table, or a note. */
export type Block =
  | { readonly kind: 'sentences'; readonly sentences: readonly string[] }
  | {
      readonly kind: 'table';
      readonly caption?: string;
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
    }
  | { readonly kind: 'note'; readonly text: string };

/** Blocks one below the other, without pictures. */
export function Blocks({ blocks }: { blocks: readonly Block[] }) {
  return blocks.map((block, i) => <OneBlock key={i} block={block} />);
}

function OneBlock({ block }: { block: Block }) {
  switch (block.kind) {
    case 'sentences':
      return <Sentences of={block.sentences} />;
    case 'table':
      return <PlainTable {...block} />;
    case 'note':
      return <Sentences of={[block.text]} tone="note" />;
  }
}

/** A table whose columns are figures where every cell begins with a digit, a sign or a dash, and words elsewhere. */
function PlainTable({ caption, head, rows }: Extract<Block, { kind: 'table' }>) {
  const words = head.map((_, i) => i).filter((i) => !rows.every((row) => /^[\d+−–-]|^$/.test(row[i] ?? '')));
  return <FiguresTable caption={caption ?? head.join(', ')} quiet={caption === undefined} {...{ head, rows, words }} />;
}
