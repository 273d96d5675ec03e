import type { Verification } from '../../results/documents/verify.js';
import { markdownOf } from '../markdown.js';
import { verifyBlocks } from './blocks.js';

export function verificationMarkdown(report: Verification): string {
  return markdownOf(verifyBlocks(report));
}
