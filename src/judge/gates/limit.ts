import { parseDuration } from '../../lib/duration.js';
import type { Figure, Unit } from '../../results/figures.js';
import type { Limit } from './gate.js';
import type { Scanner } from './scanner.js';

const plain = /^(?:\d+(?:\.\d+)?|\.\d+)$/;

/** How a limit of each unit is written, and what it is read by. */
const forms = {
  ms: { form: 'a duration, as in 6s or 500ms', parse: durationOf },
  share: { form: 'a share, as in 90% or 0.9', parse: (text) => notAbove(1, percentOf(text) ?? numberOf(text)) },
  ratio: { form: 'a ratio, as in 1.8 or 1.8x', parse: (text) => numberOf(text.replace(/\s*[x×]$/u, '')) },
  count: { form: 'a number, as in 1.2', parse: numberOf },
} as const satisfies Record<Unit, { readonly form: string; readonly parse: (text: string) => number | undefined }>;

/** Reads the rest of an expression: what a figure of this unit is held against. */
export function limitOf(scanner: Scanner, { unit }: Pick<Figure, 'unit'>): Limit {
  const { at } = scanner;
  if (scanner.take(/baseline(?![\p{L}\p{N}_])/uy) !== undefined) return fromBaseline(scanner, unit);
  const text = rest(scanner);
  const value = forms[unit].parse(text);
  if (value !== undefined && Number.isFinite(value)) return { kind: 'value', value };
  const unitless = unit === 'ms' && numberOf(text) !== undefined ? `; write ${text}s or ${text}ms` : '';
  return scanner.refuse(`expected ${forms[unit].form}, or baseline + 5%, not ${written(text)}${unitless}`, at);
}

/** `baseline`, and what it may differ by: a percentage of itself, a factor, or an amount in the figure's unit. */
function fromBaseline(scanner: Scanner, unit: Unit): Limit {
  const sign = scanner.take(/[+\-*]/y);
  const { at } = scanner;
  const text = rest(scanner);
  if (sign === undefined) {
    if (text === '') return { kind: 'baseline', factor: 1, plus: 0 };
    return scanner.refuse(`expected +, - or * after baseline, as in baseline + 5%, not ${written(text)}`, at);
  }
  if (sign === '*') {
    const factor = numberOf(text);
    return factor === undefined
      ? scanner.refuse(`expected a factor, as in baseline * 1.05, not ${written(text)}`, at)
      : { kind: 'baseline', factor, plus: 0 };
  }
  const direction = sign === '+' ? 1 : -1;
  const share = percentOf(text);
  if (share !== undefined && direction * share >= -1)
    return { kind: 'baseline', factor: 1 + direction * share, plus: 0 };
  const amount = share === undefined ? forms[unit].parse(text) : undefined;
  if (amount !== undefined) return { kind: 'baseline', factor: 1, plus: direction * amount };
  return scanner.refuse(
    `expected a percentage of the baseline, as in 5%, or ${forms[unit].form}, not ${written(text)}`,
    at,
  );
}

function rest(scanner: Scanner): string {
  return (scanner.take(/.+/suy) ?? '').trim();
}

function written(text: string): string {
  return text === '' ? 'nothing' : `'${text}'`;
}

/** Not a bare number, which one reads as seconds and another as milliseconds; zero is zero in any unit. */
function durationOf(text: string): number | undefined {
  const bare = numberOf(text);
  return bare === undefined || bare === 0 ? parseDuration(text) : undefined;
}

/** 0.05 of `5%`. */
function percentOf(text: string): number | undefined {
  const number = text.endsWith('%') ? numberOf(text.slice(0, -1).trimEnd()) : undefined;
  return number === undefined ? undefined : number / 100;
}

function numberOf(text: string): number | undefined {
  return plain.test(text) ? Number(text) : undefined;
}

function notAbove(most: number, value: number | undefined): number | undefined {
  return value === undefined || value > most ? undefined : value;
}
