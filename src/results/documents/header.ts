import { z } from 'zod';
import { today } from '../../time/real.js';
import { tool } from '../../lib/package.js';

/** Raised with every change that a reader of an older document would trip over. */
export const schemaVersion = 2;

/** The fields that every document begins with, as parts of a zod object: its kind tells it apart from all others. */
export function headerFields<K extends string>(kind: K) {
  return {
    kind: z.literal(kind).meta({ description: 'The operation that wrote it' }),
    schemaVersion: z.literal(schemaVersion),
    tool: z.object({ name: z.literal('agent-bench'), version: z.string() }),
    createdAt: z.iso.datetime(),
  };
}

/** The beginning of a new document. `createdAt` is ISO 8601; now where left out. */
export function headerOf<K extends string>(kind: K, createdAt: string = today()) {
  return { kind, schemaVersion, tool: tool(), createdAt } as const;
}
