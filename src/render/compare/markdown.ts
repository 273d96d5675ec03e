import type { Comparison } from '../../results/documents/compare.js';
import { markdownOf } from '../markdown.js';
import { compareBlocks } from './blocks.js';

export function comparisonMarkdown(report: Comparison): string {
  return markdownOf(compareBlocks(report));
}
