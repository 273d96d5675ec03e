import type { Recording } from '../../experiments/record/recording.js';
import { recordBlocks } from '../record.js';
import type { Style } from '../style.js';
import { textOf } from '../text.js';

export function recordingText(recording: Recording, style: Style): string {
  return textOf(recordBlocks(recording), style);
}
