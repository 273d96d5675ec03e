import type { Verification } from '../../results/documents/verify.js';
import { markdown } from '../markdown.js';
import { verifyBlocks } from './blocks.js';

export function verificationMarkdown(report: Verification): string {
  return markdown(verifyBlocks(report));
}
