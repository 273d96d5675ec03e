import type { WhatIfReport } from '../../results/documents/what-if.js';
import { markdownOf } from '../markdown.js';
import { whatIfBlocks } from './blocks.js';

export function whatIfMarkdown(report: WhatIfReport): string {
  return markdownOf(whatIfBlocks(report));
}
