import type { z } from 'zod';

/**
 * The schema of each kind of document, by the name of the operation that writes it, loaded where one is read or its
 * JSON Schema is printed. A new kind is a file and a line here.
 */
export const documentSchemas = {
  run: async () => (await import('./run.js')).reportSchema,
  resilience: async () => (await import('./resilience.js')).resilienceSchema,
  compare: async () => (await import('./compare.js')).compareSchema,
  sweep: async () => (await import('./sweep.js')).sweepSchema,
  verify: async () => (await import('./verify.js')).verificationSchema,
  'what-if': async () => (await import('./what-if.js')).whatIfReportSchema,
  record: async () => (await import('./record.js')).recordSchema,
  ask: async () => (await import('./ask.js')).answerSchema,
  doctor: async () => (await import('./doctor.js')).doctorSchema,
} as const satisfies Record<string, () => Promise<z.ZodType>>;

type Schemas = typeof documentSchemas;

/** The kind of a document: what tells it apart from all others. */
export type DocumentKind = keyof Schemas;

/** Every kind of document. */
export const documentKinds = Object.keys(documentSchemas) as DocumentKind[];

/** The type of each kind of document. */
export type Documents = { readonly [K in DocumentKind]: z.output<Awaited<ReturnType<Schemas[K]>>> };

/** A document of a kind. */
export type DocumentOf<K extends DocumentKind> = Documents[K];
