import { Chalk } from 'chalk';
import stringWidth from 'fast-string-width';

/** The width and the colours of a terminal. */
export interface Style {
  /** Columns to fit into. */
  readonly width: number;
  readonly paint: Paint;
}

type Colour = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan';

/** What of chalk is used, as the declarations of chalk want those of Node, which not everyone has who uses ours. */
export type Paint = ((text: string) => string) & { readonly [colour in Colour]: Paint };

/** A style without colour, for files and pipes. */
export function plainStyle(width = 80): Style {
  return { width, paint: new Chalk({ level: 0 }) };
}

/** The text with spaces behind it up to a width in columns; wide characters count twice. */
export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)));
}

/** The beginning of the text that fits into `width` columns, with an ellipsis where something was cut. */
export function fitted(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let kept = '';
  for (const character of text) {
    if (stringWidth(kept + character) > width - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

/**
 * The beginning and the end of a text that fit into `width` columns, with an ellipsis between them where something was
 * cut.
 */
export function middleCut(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  const endWidth = Math.floor((width - 1) / 2);
  let end = '';
  for (const character of [...text].toReversed()) {
    if (stringWidth(character + end) > endWidth) break;
    end = character + end;
  }
  return fitted(text, width - stringWidth(end)) + end;
}

/** The words of a text; a figure and its unit are one. */
export function wordsOf(text: string): string[] {
  return text.split(/ (?!(?:ms|s|m|%)(?![\p{L}\d]))/u);
}

/**
 * Words in lines of at most `width` columns; every line begins with `indent`, the first one with `first`. A word that
 * fits no line is broken.
 */
export function wrapped(words: readonly string[], width: number, indent = '', first = indent): string {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of words.flatMap((whole) => pieces(whole, width - stringWidth(indent)))) {
    if (!empty && stringWidth(line) + 1 + stringWidth(word) > width) {
      lines.push(line);
      line = indent;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line].join('\n');
}

/** The word in pieces of at most `width` columns. Never cuts through the codes of a colour. */
function pieces(word: string, width: number): string[] {
  if (stringWidth(word) <= width) return [word];
  const parts: string[] = [];
  let part = '';
  let room = width;
  // oxlint-disable-next-line no-control-regex
  for (const [character] of word.matchAll(/\u001b\[[\d;]*m|./gsu)) {
    const columns = stringWidth(character);
    if (columns > room) {
      parts.push(part);
      part = '';
      room = width;
    }
    part += character;
    room -= columns;
  }
  return [...parts, part];
}
