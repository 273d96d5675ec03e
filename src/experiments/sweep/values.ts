import { maxDurationMs, parseDuration, toNanosecond } from '../../lib/duration.js';

/** A kind of values that a parameter can be swept over. */
export interface ValueKind {
  /** `ms` is shown as a duration. */
  readonly unit: 'ms' | 'number';
  /** What a value is, in words: the remedy of an error. */
  readonly form: string;
  /** An example of a range. */
  readonly range: string;
  /** Undefined if the text is no such value. */
  parse(text: string): number | undefined;
  /** Undefined if the text is no step of a range. */
  parseStep(text: string): number | undefined;
  /** The step of a range that does not say its own. */
  stepBetween(from: number, to: number): number;
}

/** Whole numbers in a range. */
export function wholeNumbers(min: number, max: number): ValueKind {
  const parse = (text: string): number | undefined => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    return value >= min && value <= max ? value : undefined;
  };
  const parseStep = (text: string): number | undefined =>
    /^\d+$/.test(text) && Number(text) > 0 ? Number(text) : undefined;
  return {
    unit: 'number',
    form: `a whole number from ${min} to ${max.toLocaleString('en-US')}`,
    range: `${min}..${min + 3}`,
    parse,
    parseStep,
    stepBetween: () => 1,
  };
}

/** Factors in a range. */
export function factors(min: number, max: number, form: string): ValueKind {
  const number = (text: string): number => (/^(\d+(\.\d+)?|\.\d+)$/.test(text) ? Number(text) : Number.NaN);
  const parse = (text: string): number | undefined =>
    number(text) >= min && number(text) > 0 && number(text) <= max ? number(text) : undefined;
  const parseStep = (text: string): number | undefined => (number(text) > 0 ? number(text) : undefined);
  return { unit: 'number', form, range: '1..2/0.25', parse, parseStep, stepBetween: () => 1 };
}

/** Durations; those `aboveZero` only, where nothing at all makes no sense. */
export function durations(aboveZero = false): ValueKind {
  const parse = (text: string): number | undefined => {
    const ms = parseDuration(text);
    return ms !== undefined && ms <= maxDurationMs && (ms > 0 || !aboveZero) ? ms : undefined;
  };
  const parseStep = (text: string): number | undefined => {
    const ms = parseDuration(text);
    return ms !== undefined && ms > 0 ? ms : undefined;
  };
  const form = `a duration ${aboveZero ? 'above zero and up to' : 'from 0 to'} 24h, as in 1500ms, 1.5s or 2m`;
  return { unit: 'ms', form, range: '1s..3s/500ms', parse, parseStep, stepBetween: powerOfTen };
}

/**
 * The largest power of ten in milliseconds, down to a microsecond, that both are multiples of: from `1s` to `3s` a
 * second, from `200ms` to `1s` a tenth of one.
 */
function powerOfTen(from: number, to: number): number {
  const whole = (ms: number, step: number): boolean => Math.abs(ms / step - Math.round(ms / step)) < 1e-9;
  for (let exponent = 7; exponent > -3; exponent--)
    if (whole(from, 10 ** exponent) && whole(to, 10 ** exponent)) return 10 ** exponent;
  return 1e-3;
}

/** What is wrong with a list of values, and what to write instead. */
export interface Problem {
  readonly problem: string;
}

/** The values of a list such as `1,2,4..8`, each once, in rising order. `most` is how many there may be. */
export function parseValues(text: string, kind: ValueKind, most: number): readonly number[] | Problem {
  if (text.trim() === '')
    return { problem: `no values; write some with commas between, or a range such as ${kind.range}` };
  const values: number[] = [];
  for (const [i, written] of text.split(',').entries()) {
    const part = written.trim();
    if (part === '') return { problem: `value ${i + 1} is empty; write ${kind.form}, or leave out a comma` };
    const found = part.includes('..') ? parseRange(part, kind, most) : [kind.parse(part)];
    if ('problem' in found) return found;
    for (const value of found) {
      if (value === undefined) return { problem: `'${part}' is not ${kind.form}` };
      values.push(value);
    }
    if (values.length > most) return { problem: `more than ${most.toLocaleString('en-US')} values; write fewer` };
  }
  return [...new Set(values)].toSorted((a, b) => a - b);
}

/** The values of `A..B` or `A..B/STEP`; B is one of them where the steps meet it. */
function parseRange(part: string, kind: ValueKind, most: number): number[] | Problem {
  const [, first = '', last = '', stepText] = /^(.*?)\.\.([^/]*)(?:\/(.*))?$/u.exec(part) ?? [];
  const [from, to] = [kind.parse(first.trim()), kind.parse(last.trim())];
  if (from === undefined || to === undefined)
    return { problem: `'${from === undefined ? first : last}' in '${part}' is not ${kind.form}` };
  const step = stepText === undefined ? kind.stepBetween(from, to) : kind.parseStep(stepText.trim());
  if (step === undefined)
    return { problem: `the step '${stepText}' of '${part}' must be above zero; write a range such as ${kind.range}` };
  if (from > to)
    return {
      problem:
        `'${part}' runs backwards; write ` +
        `${last.trim()}..${first.trim()}${stepText === undefined ? '' : `/${stepText}`}`,
    };
  const count = Math.floor((to - from) / step + 1e-9) + 1;
  if (count > most)
    return {
      problem:
        `'${part}' has ${count.toLocaleString('en-US')} values; at most ${most.toLocaleString('en-US')} make ` +
        'sense, so take a larger step',
    };
  return Array.from({ length: count }, (_, i) => toNanosecond(from + i * step));
}
