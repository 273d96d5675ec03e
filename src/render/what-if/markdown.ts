import type { WhatIfReport } from '../../results/documents/what-if.js';
import { markdown } from '../markdown.js';
import { whatIfBlocks } from './blocks.js';

export function whatIfMarkdown(report: WhatIfReport): string {
  return markdown(whatIfBlocks(report));
}
