import type { Comparison } from '../../results/documents/compare.js';
import { markdown } from '../markdown.js';
import { compareBlocks } from './blocks.js';

export function comparisonMarkdown(report: Comparison): string {
  return markdown(compareBlocks(report));
}
