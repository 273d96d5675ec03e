import type { Verification } from '../../results/documents/verify.js';
import type { Style } from '../style.js';
import { textOf } from '../text.js';
import { verifyBlocks } from './blocks.js';

export function verificationText(report: Verification, style: Style): string {
  return textOf(verifyBlocks(report), style);
}
