import type { ResilienceReport } from '../../results/documents/resilience.js';
import type { Style } from '../style.js';
import { textOf } from '../text.js';
import { resilienceBlocks } from './blocks.js';

export function resilienceText(report: ResilienceReport, style: Style): string {
  return textOf(resilienceBlocks(report), style);
}
