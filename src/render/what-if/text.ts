import type { WhatIfReport } from '../../results/documents/what-if.js';
import type { Style } from '../style.js';
import { textOf } from '../text.js';
import { whatIfBlocks } from './blocks.js';

export function whatIfText(
  report: WhatIfReport,
  style: Style,
  options: { readonly all?: boolean | undefined } = {},
): string {
  return textOf(whatIfBlocks(report, options), style);
}
