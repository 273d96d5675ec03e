import type { z } from 'zod';
import type { DocumentKind } from '../results/documents/index.js';

/**
 * Every operation, by its name, in the order of the help. What one needs is loaded when it is asked for. A new one is
 * a folder, and a line here.
 */
export const operations = {
  run: async () => (await import('./run/operation.js')).run,
  resilience: async () => (await import('./resilience/operation.js')).resilience,
  verify: async () => (await import('./verify/operation.js')).verify,
  sweep: async () => (await import('./sweep/operation.js')).sweep,
  'what-if': async () => (await import('./what-if/operation.js')).whatIf,
  compare: async () => (await import('./compare/operation.js')).compare,
  ask: async () => (await import('./ask/operation.js')).ask,
  record: async () => (await import('./record/operation.js')).record,
  doctor: async () => (await import('./doctor/operation.js')).doctor,
} as const satisfies Record<DocumentKind, () => Promise<{ readonly name: DocumentKind }>>;

type Loaded<K extends DocumentKind> = Awaited<ReturnType<(typeof operations)[K]>>;

/** What an operation is asked with: its input before defaults are filled in. */
export type InputOf<K extends DocumentKind> = z.input<Loaded<K>['input']>;
