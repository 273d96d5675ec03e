import type { z } from 'zod';
import type { AnswerDocument } from './ask.js';
import type { Comparison } from './compare.js';
import type { DoctorReport } from './doctor.js';
import type { DocumentKind } from './header.js';
import type { RecordReport } from './record.js';
import type { ResilienceReport } from './resilience.js';
import type { Report } from './run.js';
import type { SweepReport } from './sweep.js';
import type { Verification } from './verify.js';
import type { WhatIfReport } from './what-if.js';

/** The type of each kind of document. */
export interface Documents {
  run: Report;
  resilience: ResilienceReport;
  compare: Comparison;
  sweep: SweepReport;
  verify: Verification;
  'what-if': WhatIfReport;
  record: RecordReport;
  ask: AnswerDocument;
  doctor: DoctorReport;
}

/** A document of a kind. */
export type DocumentOf<K extends DocumentKind> = Documents[K];

/** The schema of each kind of document, loaded where one is read or its JSON Schema is printed. A new kind is a line here. */
export const documentSchemas: { readonly [K in DocumentKind]: () => Promise<z.ZodType<Documents[K]>> } = {
  run: async () => (await import('./run.js')).reportSchema,
  resilience: async () => (await import('./resilience.js')).resilienceSchema,
  compare: async () => (await import('./compare.js')).compareSchema,
  sweep: async () => (await import('./sweep.js')).sweepSchema,
  verify: async () => (await import('./verify.js')).verificationSchema,
  'what-if': async () => (await import('./what-if.js')).whatIfReportSchema,
  record: async () => (await import('./record.js')).recordSchema,
  ask: async () => (await import('./ask.js')).answerSchema,
  doctor: async () => (await import('./doctor.js')).doctorSchema,
};
