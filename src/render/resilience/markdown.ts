import type { ResilienceReport } from '../../results/documents/resilience.js';
import { markdownOf } from '../markdown.js';
import { resilienceBlocks } from './blocks.js';

export function resilienceMarkdown(report: ResilienceReport): string {
  return markdownOf(resilienceBlocks(report));
}
