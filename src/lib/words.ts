/**
 * The words of a command line, as a shell would part them, and nothing more: spaces part words, single quotes keep
 * everything, double quotes all but a backslash before `"` or `\`, and a backslash keeps the next character. Nothing is
 * expanded or run. Undefined where a quote is not closed, or a backslash ends the text.
 */
export function shellWords(text: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    const escapes = character === '\\' && (quote === '' || (quote === '"' && /["\\]/u.test(text[at + 1] ?? '')));
    if (escapes) {
      if (at + 1 === text.length) return undefined;
      word = (word ?? '') + text[++at]!;
    } else if (quote !== '') {
      if (character === quote) quote = '';
      else word += character;
    } else if (character === "'" || character === '"') {
      quote = character;
      word ??= '';
    } else if (/\s/u.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + character;
  }
  if (quote !== '') return undefined;
  return word === undefined ? words : [...words, word];
}
