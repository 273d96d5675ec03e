import { printable } from '../../lib/text.js';

/** A text as it may appear where something quotes it: as it is, in a URL, in a form, in JSON, in HTML, in base64. */
export function formsOf(text: string): string[] {
  const json = JSON.stringify(text).slice(1, -1);
  const wellFormed = Buffer.from(text).toString(); // or encoding throws
  const inUrl = encodeURIComponent(wellFormed);
  return [
    text,
    printable(text),
    inUrl,
    inUrl.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    inUrl.replaceAll('%20', '+'),
    encodeURI(wellFormed),
    json,
    json.replaceAll('/', String.raw`\/`),
    json.replaceAll(/[^\0-\u007f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
    inHtml(text),
    ...inBase64(text),
  ].filter((form) => form.length >= shortest);
}

/** Min characters: shorter texts would be found by chance. */
export const shortest = 6;

function inHtml(text: string): string {
  const names: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replaceAll(/[&<>"']/g, (character) => names[character]!);
}

/**
 * What a text looks like anywhere in a text that is encoded in base64, as a password does in `user:password`: by how
 * many bytes are before it, modulo three. Characters that what stands around it has a part in are left out; with them
 * where nothing does, as in basic credentials.
 */
function inBase64(text: string): string[] {
  const bytes = Buffer.from(text);
  const parts = [0, 1, 2].flatMap((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]);
    const last = Math.floor((whole.length * 8) / 6);
    const part = whole.toString('base64').slice(Math.ceil((before * 8) / 6), last);
    return [part, part.replaceAll('+', '-').replaceAll('/', '_')];
  });
  return [bytes.toString('base64'), ...parts];
}
