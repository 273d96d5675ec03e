import type { ResilienceReport } from '../../results/documents/resilience.js';
import { markdown } from '../markdown.js';
import { resilienceBlocks } from './blocks.js';

export function resilienceMarkdown(report: ResilienceReport): string {
  return markdown(resilienceBlocks(report));
}
