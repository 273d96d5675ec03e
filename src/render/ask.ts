import { formatDuration } from '../lib/duration.js';
import { counted, printable } from '../lib/text.js';
import type { AnswerDocument } from '../results/documents/ask.js';
import { standIn } from './run/figures.js';
import { wordsOf, wrapped, type Style } from './style.js';

/** The answer as a person reads it: what each source contributed, then what is missing. */
export function answerText(result: AnswerDocument, { width, paint }: Style): string {
  const found = Object.entries(result.inferences).map(([name, inference]) => {
    const phrases =
      inference.keyPhrases.length === 0
        ? []
        : [paint.dim(wrapped(wordsOf(`about: ${printable(inference.keyPhrases.join(', '))}`), width, '    ', '  '))];
    return [
      paint.bold(wrapped(wordsOf(printable(name)), width)),
      wrapped(wordsOf(printable(inference.summary)), width, '  '),
      ...phrases,
    ].join('\n');
  });
  const missing = result.errors.map((error) => {
    const instead = standIn(error.source, result);
    const words = `✗ ${printable(error.source)}: ${error.kind} after ${formatDuration(error.elapsedMs)}, ${counted(error.attempts, 'attempt')}: ${printable(error.message)}${instead === undefined ? '' : `; ${instead}`}`;
    return paint.red(wrapped(wordsOf(words), width, '  '));
  });
  const asked = Object.keys(result.sources).length;
  const where = result.coresUsed === 0 ? '' : ` on ${counted(result.coresUsed, 'worker')}`;
  const closing = `${Math.round(result.completeness * asked)} of ${counted(asked, 'source')} answered in ${formatDuration(result.executionMs)}${where}.`;
  return `${[wrapped(wordsOf(printable(result.query)), width), ...found, ...missing, paint.dim(closing)].join('\n\n')}\n`;
}
