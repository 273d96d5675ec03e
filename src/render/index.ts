import type { Report } from '../results/documents/run.js';
import { json } from './documents.js';
import { markdownOf } from './markdown.js';
import { runBlocks } from './run/blocks.js';
import type { Style } from './style.js';
import { text } from './run/text.js';

/** The forms of a report of `run`, for programs. `rendered` shows documents of every kind. */
export const reporters = {
  text,
  json,
  markdown: (report: Report): string => markdownOf(runBlocks(report)),
} as const satisfies Record<string, (report: Report, style: Style) => string>;
