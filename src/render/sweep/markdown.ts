import type { SweepReport } from '../../results/documents/sweep.js';
import { markdown } from '../markdown.js';
import { sweepBlocks } from './blocks.js';

export function sweepMarkdown(report: SweepReport): string {
  return markdown(sweepBlocks(report));
}
