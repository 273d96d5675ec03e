import { formatDuration } from '../lib/duration.js';
import { counted } from '../lib/text.js';
import type { AnswerDocument } from '../results/documents/ask.js';
import type { Block } from './blocks.js';
import { standIn } from './run/figures.js';

/** The answer to a question: what each source contributed, then what is missing. */
export function askBlocks(answer: AnswerDocument): Block[] {
  const { query, inferences, errors } = answer;
  return [
    { kind: 'title', level: 1, text: query, only: 'page' },
    { kind: 'sentences', sentences: [query], only: 'terminal' },
    ...Object.entries(inferences).map(([name, inference]) => contribution(name, inference)),
    ...errors.map((error): Block => ({ kind: 'notes', severity: 'error', notes: [missing(error, answer)], indent: 2 })),
    { kind: 'sentences', sentences: [closing(answer)], tone: 'quiet' },
  ];
}

function contribution(name: string, { summary, keyPhrases }: AnswerDocument['inferences'][string]): Block {
  const about = keyPhrases.length === 0 ? [] : [`about: ${keyPhrases.join(', ')}`];
  return {
    kind: 'group',
    blocks: [
      { kind: 'title', level: 2, text: name },
      { kind: 'sentences', sentences: [summary], indent: 2 },
      { kind: 'sentences', sentences: about, tone: 'quiet', indent: 2, hanging: 2 },
    ],
  };
}

function missing(
  { source, kind, elapsedMs, attempts, message }: AnswerDocument['errors'][number],
  answer: AnswerDocument,
): string {
  const instead = standIn(source, answer);
  const how = `${kind} after ${formatDuration(elapsedMs)}, ${counted(attempts, 'attempt')}: ${message}`;
  return `${source}: ${how}${instead === undefined ? '' : `; ${instead}`}`;
}

function closing({ sources, completeness, executionMs, coresUsed }: AnswerDocument): string {
  const asked = Object.keys(sources).length;
  const where = coresUsed === 0 ? '' : ` on ${counted(coresUsed, 'worker')}`;
  const answered = `${Math.round(completeness * asked)} of ${counted(asked, 'source')} answered`;
  return `${answered} in ${formatDuration(executionMs)}${where}.`;
}
