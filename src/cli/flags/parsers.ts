import { InvalidArgumentError } from 'commander';
import { maxDurationMs, parseDuration } from '../../lib/duration.js';
import { suggestion } from '../../lib/suggestion.js';
import { modeNames, type ModeName } from '../../agent/modes.js';
import { templates, type TemplateName } from './templates.js';

/**
 * Parsers of flag values. Each throws what is wrong with the value and what to write instead; commander names the flag.
 */

export function durationValue(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms <= maxDurationMs) return ms;
  throw new InvalidArgumentError('Write a duration from 0 to 24h, as in 1500ms, 1.5s or 2m.');
}

export function positiveDurationValue(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0 && ms <= maxDurationMs) return ms;
  throw new InvalidArgumentError('Write a duration above zero and up to 24h, as in 1500ms, 1.5s or 2m.');
}

/** A parser of whole numbers in a range. */
export function count(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Write a whole number from ${min} to ${max.toLocaleString('en-US')}.`);
  };
}

export function scaleValue(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value > 0 && value <= 1000) return value;
  throw new InvalidArgumentError('Write a factor above 0 and up to 1000, as in 0.1.');
}

/** `2%` or `0.02`, as a share. */
export function percentValue(text: string): number {
  const [, number = '', sign] = /^\s*(\d+(?:\.\d+)?)\s*(%?)\s*$/u.exec(text) ?? [];
  const share = Number(number) / (sign === '%' ? 100 : 1);
  if (number !== '' && share > 0 && share <= 1) return share;
  throw new InvalidArgumentError('Write a percentage above 0, as in 2%.');
}

export function contentionValue(text: string): number | 'measured' {
  const value = text === 'measured' ? text : contentionOf(text);
  if (value !== undefined) return value;
  throw new InvalidArgumentError('Write a factor from 1 to 100, or "measured".');
}

/** As `contentionValue`, where nothing is measured. */
export function statedContentionValue(text: string): number {
  const value = contentionOf(text);
  if (value !== undefined) return value;
  throw new InvalidArgumentError('Write a factor from 1 to 100.');
}

function contentionOf(text: string): number | undefined {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  return value >= 1 && value <= 100 ? value : undefined;
}

export function modesValue(text: string): ModeName[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) throw new InvalidArgumentError(`Write modes with commas between: ${modeNames.join(',')}.`);
  for (const name of names) {
    if (!(modeNames as string[]).includes(name))
      throw new InvalidArgumentError(`Unknown mode '${name}'${suggestion(name, modeNames)}`);
  }
  return [...new Set(names)] as ModeName[];
}

/** `name=duration`, gathered over repeated flags. */
export function latencyValue(
  text: string,
  earlier: { source: string; ms: number }[] = [],
): { source: string; ms: number }[] {
  const at = text.lastIndexOf('=');
  if (at < 1) throw new InvalidArgumentError('Write NAME=DURATION, as in weather=2.5s.');
  return [...earlier, { source: text.slice(0, at), ms: durationValue(text.slice(at + 1)) }];
}

export function gathered(text: string, earlier: string[] = []): string[] {
  return [...earlier, text];
}

export function textValue(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('Write some text.');
  if (text.length > 10_000) throw new InvalidArgumentError('Write at most 10,000 characters.');
  return text;
}

/** A place to write to: a file, or `-` for standard output. */
export function placeValue(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('Name a file, or - for standard output.');
  return text;
}

/** A file, which standard output is none. */
export function fileValue(text: string): string {
  if (text.trim() === '' || text === '-') throw new InvalidArgumentError('Name a file.');
  return text;
}

/** A folder, which standard output is none. */
export function folderValue(text: string): string {
  if (text.trim() === '' || text === '-') throw new InvalidArgumentError('Name a folder.');
  return text;
}

export function templateValue(text: string): TemplateName {
  if (Object.hasOwn(templates, text)) return text as TemplateName;
  throw new InvalidArgumentError(`Unknown template '${text}'${suggestion(text, Object.keys(templates))}`);
}
