import type { SweepReport } from '../../results/documents/sweep.js';
import type { Style } from '../style.js';
import { textOf } from '../text.js';
import { sweepBlocks } from './blocks.js';

export function sweepText(report: SweepReport, style: Style): string {
  return textOf(sweepBlocks(report), style);
}
