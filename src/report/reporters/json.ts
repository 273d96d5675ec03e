import type { Report } from '../schema.js';

/** Reports with more sources are for programs to read: without white space they take half the room. */
const readableSources = 100;

/** The report as JSON. */
export function json(report: Report): string {
  const indent = report.scenario.sources.length <= readableSources ? 2 : 0;
  return `${JSON.stringify(report, null, indent)}\n`;
}
