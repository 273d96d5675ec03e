import { z } from 'zod';
import { today } from '../../time/real.js';
import { tool } from '../tool.js';

/** Raised with every change that a reader of an older document would trip over. */
export const schemaVersion = 2;

/** Every kind of document, each named for the operation that writes it. */
export const documentKinds = [
  'run',
  'resilience',
  'compare',
  'sweep',
  'verify',
  'what-if',
  'record',
  'ask',
  'doctor',
] as const;
/** The kind of a document. */
export type DocumentKind = (typeof documentKinds)[number];

/** The fields that every document begins with, as parts of a zod object: its kind tells it apart from all others. */
export function headerFields<K extends DocumentKind>(kind: K) {
  return {
    kind: z.literal(kind).meta({ description: 'The operation that wrote it' }),
    schemaVersion: z.literal(schemaVersion),
    tool: z.object({ name: z.literal('agent-bench'), version: z.string() }),
    createdAt: z.iso.datetime(),
  };
}

/** The beginning of a new document. `createdAt` is ISO 8601; now where left out. */
export function headerOf<K extends DocumentKind>(kind: K, createdAt: string = today()) {
  return { kind, schemaVersion, tool: tool(), createdAt } as const;
}
