import { z } from 'zod';
import { maxDurationMs, parseDuration } from '../lib/duration.js';
import { grouped, suggestion } from '../lib/text.js';
import { modeNames, type ModeName } from '../agent/modes.js';

/** Under which heading of the help a flag stands. */
export const flagGroups = ['measuring', 'scenario', 'faults', 'policies', 'gates', 'output'] as const;
export type FlagGroup = (typeof flagGroups)[number];

/** How a field of an operation's input is typed on the command line. */
export interface Typed {
  /** What follows the flag, as in `<dur>`; nothing follows one without. Of an argument, its name in brackets. */
  readonly form?: string;
  readonly group: FlagGroup;
  /** Whether it is no flag and stands by itself. */
  readonly argument?: true;
  /**
   * Whether it may be written several times; the field is a list then, and each writing one or more of its elements.
   */
  readonly repeatable?: true;
  /** Whether it takes all words that are left. */
  readonly variadic?: true;
  /** Whether it must be typed, where a program may leave it out. */
  readonly required?: true;
  /** A short form, as in `-o`. */
  readonly short?: string;
  /** A flag, without dashes, that it cannot stand beside. */
  readonly conflicts?: string;
  /** What the help calls its default, where the default itself does not say it. */
  readonly shownDefault?: string;
}

/** How each field is typed; apart from the schemas' own descriptions, which go into JSON Schemas. */
export const typedAs = z.registry<Typed>();

/** A field that is a flag: its name in kebab-case, and `--no-` before it where its default is true. */
export function flag<S extends z.ZodType>(schema: S, description: string, how: Typed): S {
  const described = schema.meta({ description });
  typedAs.add(described, how);
  return described;
}

/** A field that is an argument. `form` is how it is written in the usage, as in `[scenario]` or `<base>`. */
export function argument<S extends z.ZodType>(schema: S, description: string, form: string): S {
  return flag(schema, description, { form, group: 'scenario', argument: true });
}

/** What is wrong with a text that was typed, and what to write instead. */
class Wrong {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

/** A field that takes its value as it is, or the text that is typed for it. */
function typed<T>(value: z.ZodType<T>, parse: (text: string) => T | Wrong) {
  return z.union([value, z.string()]).transform((given, context): T => {
    if (typeof given !== 'string') return given;
    const parsed = parse(given);
    if (!(parsed instanceof Wrong)) return parsed;
    if (value.safeParse(given).success) return given as T;
    context.addIssue({ code: 'custom', message: parsed.message, input: given });
    return z.NEVER;
  });
}

const milliseconds = (form: string, admits: (ms: number) => boolean) =>
  typed(
    z.number().refine((ms) => admits(ms) && ms <= maxDurationMs, `Write ${form}.`),
    (text) => {
      const ms = parseDuration(text);
      return ms !== undefined && admits(ms) && ms <= maxDurationMs ? ms : new Wrong(`Write ${form}.`);
    },
  );

/** Milliseconds, or text such as `1.5s`. */
export const durationValue = milliseconds('a duration from 0 to 24h, as in 1500ms, 1.5s or 2m', (ms) => ms >= 0);

/** The same, above zero. */
export const positiveDurationValue = milliseconds(
  'a duration above zero and up to 24h, as in 1500ms, 1.5s or 2m',
  (ms) => ms > 0,
);

/** A whole number in a range. */
export function count(min: number, max: number) {
  const message = `Write a whole number from ${min} to ${grouped(max)}.`;
  return typed(z.int().min(min, message).max(max, message), (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    return value >= min && value <= max ? value : new Wrong(message);
  });
}

/** A factor in a range, its lower end admitted where `from` says so. */
function factor(admits: (value: number) => boolean, message: string) {
  return typed(z.number().refine(admits, message), (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    return admits(value) ? value : new Wrong(message);
  });
}

/** What durations are multiplied by. */
export const scaleValue = factor(
  (value) => value > 0 && value <= 1000,
  'Write a factor above 0 and up to 1000, as in 0.1.',
);

/** How much slower a core is with all busy. */
export const contentionValue = factor((value) => value >= 1 && value <= 100, 'Write a factor from 1 to 100.');

/** The same, or what a calibration finds. */
export const measurableContentionValue = typed(
  z.union([z.number().min(1).max(100), z.literal('measured')]),
  (text): number | 'measured' | Wrong => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (text === 'measured') return text;
    return value >= 1 && value <= 100 ? value : new Wrong('Write a factor from 1 to 100, or "measured".');
  },
);

/** A share above 0, written `2%` or `0.02`. */
export const percentValue = typed(z.number().positive().max(1), (text) => {
  const [, number = '', sign] = /^\s*(\d+(?:\.\d+)?)\s*(%?)\s*$/u.exec(text) ?? [];
  const share = Number(number) / (sign === '%' ? 100 : 1);
  return number !== '' && share > 0 && share <= 1 ? share : new Wrong('Write a percentage above 0, as in 2%.');
});

/** Modes, written with commas between. */
export const modesValue = typed(
  z.array(z.enum(modeNames as [ModeName, ...ModeName[]])).min(1),
  (text): ModeName[] | Wrong => {
    const names = text
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
    if (names.length === 0) return new Wrong(`Write modes with commas between: ${modeNames.join(',')}.`);
    const unknown = names.find((name) => !(modeNames as string[]).includes(name));
    if (unknown !== undefined) return new Wrong(`Unknown mode '${unknown}'${suggestion(unknown, modeNames)}`);
    return [...new Set(names)] as ModeName[];
  },
);

/** Latencies of sources, each written `name=duration`. */
export const latencyValues = z.array(
  typed(z.object({ source: z.string(), ms: z.number().min(0) }), (text) => {
    const at = text.lastIndexOf('=');
    if (at < 1) return new Wrong('Write NAME=DURATION, as in weather=2.5s.');
    const parsed = durationValue.safeParse(text.slice(at + 1));
    return parsed.success
      ? { source: text.slice(0, at), ms: parsed.data }
      : new Wrong(parsed.error.issues[0]?.message ?? '');
  }),
);

/** Texts that are read later, by those who know the scenario. */
export const texts = z.array(z.string());

const refused = (message: string, isWrong: (text: string) => boolean) =>
  z.string().refine((text) => !isWrong(text), message);

/** Some text. */
export const textValue = refused('Write some text.', (text) => text.trim() === '').refine(
  (text) => text.length <= 10_000,
  'Write at most 10,000 characters.',
);

/** A file, or `-` for standard output. */
export const placeValue = refused('Name a file, or - for standard output.', (text) => text.trim() === '');

/** A file, which standard output is none. */
export const fileValue = refused('Name a file.', (text) => text.trim() === '' || text === '-');

/** A folder, which standard output is none. */
export const folderValue = refused('Name a folder.', (text) => text.trim() === '' || text === '-');

/** How many times as fast: `2x` or `2`. */
export const speedValue = typed(z.number().min(0.1).max(1000), (text) => {
  const value = /^\s*(?:\d+(?:\.\d+)?|\.\d+)\s*x?\s*$/u.test(text) ? Number.parseFloat(text) : Number.NaN;
  if (value >= 0.1 && value <= 1000) return value;
  return new Wrong('Write how many times as fast, from 0.1x to 1000x, as in 2x.');
});
