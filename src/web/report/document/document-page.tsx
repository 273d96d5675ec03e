import { Blocks, type Block } from '../../parts/blocks.js';
import { Frame } from '../../parts/frame.js';

/** A document as blocks, of a kind that has no page of its own. */
export interface DocumentData {
  readonly kind: string;
  readonly title: string;
  readonly facts: readonly string[];
  readonly blocks: readonly Block[];
  readonly tool: { readonly version: string };
}

/** The page of a document of any kind: title, sentences, tables and notes. */
export function DocumentPage({ document: { kind, title, facts, blocks, tool } }: { document: DocumentData }) {
  const sections = [{ id: 'report', title: 'Report', content: <Blocks blocks={blocks} /> }];
  return <Frame kind={kind} name={title} facts={facts} sections={sections} tool={tool} />;
}
