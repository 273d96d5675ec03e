import type { Report } from '../results/documents/run.js';
import { json } from './documents.js';
import { markdown } from './run/markdown.js';
import type { Style } from './style.js';
import { text } from './run/text.js';

/**
 * Every form of a report. They return strings; who calls them decides where those go. A new one is a file and a line
 * here.
 */
export const reporters = { text, json, markdown } as const satisfies Record<
  string,
  (report: Report, style: Style) => string
>;
