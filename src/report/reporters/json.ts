import type { Report } from '../schema.js';

/** The report as JSON. */
export function json(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
