import type { Report } from '../../results/documents/run.js';
import { markdownOf } from '../markdown.js';
import { runBlocks } from './blocks.js';

export function markdown(report: Report): string {
  return markdownOf(runBlocks(report));
}
