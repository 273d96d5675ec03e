import { random } from '../lib/random.js';

const openings = ['According to', 'A note from', 'The latest from', 'As reported by', 'From the files of'];
const subjects = [
  'the main line',
  'the second shift',
  'the northern office',
  'the weekly survey',
  'an early estimate',
  'the public record',
];
const verbs = ['shows', 'suggests', 'confirms', 'leaves open', 'rules out', 'repeats'];
const objects = [
  'a steady rise since spring',
  'fewer delays than last year',
  'no change in the forecast',
  'a shortage of spare parts',
  'two conflicting figures',
  'an answer within the week',
];

/** A passage for a source that has no payload of its own: six sentences, the same for the same name every time. */
export function placeholderPayload(name: string): string {
  const draw = random(0, 'made-text', name);
  const one = (words: readonly string[]): string => words[Math.floor(draw() * words.length)]!;
  const sentences = Array.from(
    { length: 5 },
    () => `${one(openings)} ${name}: ${one(subjects)} ${one(verbs)} ${one(objects)}.`,
  );
  return [`${name} was asked: {{question}}`, ...sentences].join(' ');
}
