import type { SweepReport } from '../../results/documents/sweep.js';
import { markdownOf } from '../markdown.js';
import { sweepBlocks } from './blocks.js';

export function sweepMarkdown(report: SweepReport): string {
  return markdownOf(sweepBlocks(report));
}
