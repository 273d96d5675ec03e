import type { Recording } from '../../experiments/record/recording.js';
import { recordBlocks } from '../record.js';
import type { Style } from '../style.js';
import { text } from '../text.js';

export function recordingText(recording: Recording, style: Style): string {
  return text(recordBlocks(recording), style);
}
