import type { Comparison } from '../../results/documents/compare.js';
import type { Style } from '../style.js';
import { textOf } from '../text.js';
import { compareBlocks } from './blocks.js';

export function comparisonText(report: Comparison, style: Style): string {
  return textOf(compareBlocks(report), style);
}
