import type { ModeReport, Report } from '../../results/documents/run.js';
import type { Style } from '../style.js';
import { textLines, textOf } from '../text.js';
import { headingBlock, runBlocks, summaryBlock } from './blocks.js';
import { gatesBlocks } from './gates.js';
import { pictures } from './pictures.js';

/** The whole report as a person reads it in a terminal. */
export function text(report: Report, style: Style): string {
  return textOf(runBlocks(report), style);
}

/** The closing sentences alone. */
export function summaryText(report: Report, style: Style): string {
  return textLines([summaryBlock(report)], style);
}

/** What became of the gates, a line each; empty where there were none. */
export function gatesText({ gates }: Pick<Report, 'gates'>, style: Style): string {
  return textLines(gatesBlocks(gates), style);
}

/** What was run, and the marks that its pictures are drawn with. */
export function heading(report: Report, style: Style): string {
  return textLines([headingBlock(report), { ...pictures(report), pictures: [] }], style);
}

/** How a mode's typical run went, on the axis of all modes of its report. */
export function modePicture({ mode }: ModeReport, report: Report, style: Style): string {
  const all = pictures(report);
  const at = report.modes.findIndex((one) => one.mode === mode);
  return textLines([{ ...all, legend: [], pictures: [all.pictures[at]!] }], style);
}
