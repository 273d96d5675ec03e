import { z } from 'zod';
import { faultKinds, takes, type Fault, type FaultName } from '../../faults/index.js';
import type { FaultKind } from '../../faults/kind.js';
import { written } from '../../lib/argument.js';
import { duration, durationForm } from '../../lib/duration-field.js';
import { maxDurationMs, parseDuration } from '../../lib/duration.js';
import { suggestion, printable } from '../../lib/text.js';
import { UsageError } from '../../model/errors.js';

/** How a fault is written as text. */
export const faultForm = 'KIND[:ARGUMENT][@FROM..UNTIL][%RATE]';

/** The parts of a fault's text; those that are not written are undefined. */
export interface FaultText {
  readonly kind: string;
  readonly argument: string;
  readonly window: string | undefined;
  readonly rate: string | undefined;
}

/** `slow:3x@2s..10s%0.3` in its parts. */
export function splitFault(text: string): FaultText {
  const [, kind = '', argument = '', window, rate] =
    /^([^:@%]*)(?::([^@%]*))?(?:@([^%]*))?(?:%(.*))?$/s.exec(text) ?? [];
  return { kind, argument, window, rate };
}

/** The number from 0 to 1 that a text says. An error says what to write instead. */
export function rateOf(text: string): number {
  const rate = text.trim() === '' ? Number.NaN : Number(text);
  if (rate >= 0 && rate <= 1) return rate;
  throw new RangeError(`a rate is written %RATE, from 0 to 1, as in error%0.3, not '${text}'`);
}

/** The fields of a fault's window. `who` says what may lie outside of it. */
export function windowFields(who: string) {
  return {
    from: duration.optional().meta({ description: `${who} before it, in run time, do not meet the fault` }),
    until: duration.optional().meta({ description: `${who} then or later, in run time, do not meet the fault` }),
  };
}

const parts = z.strictObject({
  kind: z.string(),
  argument: z.string().default(''),
  ...windowFields('Attempts that begin'),
  rate: z.number().min(0).max(1).optional().meta({ description: 'The probability that an attempt meets the fault' }),
});

type Parts = z.output<typeof parts>;

/** A fault from text (`slow:3x`, `hang@2s..10s`, `error%0.3`) or from its parts. */
export const fault = z
  .union([z.string(), parts], { error: 'expected a fault such as "hang", "slow:3x" or "error@2s..10s%0.3"' })
  .transform(refusing((value: string | Parts): Fault => checked(typeof value === 'string' ? parsed(value) : value)));

/** A transform that refuses a value with the message of the RangeError that it meets. */
export function refusing<T, R>(read: (value: T) => R): (value: T, context: z.RefinementCtx) => R {
  return (value, context) => {
    try {
      return read(value);
    } catch (thrown) {
      if (!(thrown instanceof RangeError)) throw thrown;
      context.addIssue({ code: 'custom', message: thrown.message, input: value });
      return z.NEVER;
    }
  };
}

/** A flag's text as its field reads it. A UsageError names the flag, the text and what is wrong with it. */
export function flagValue<T>(field: z.ZodType<T>, text: string, flag: string, whole = text): T {
  const result = field.safeParse(text);
  if (!result.success)
    throw new UsageError(printable(`${flag} ${whole}: ${result.error.issues[0]?.message ?? 'refused'}`));
  return result.data;
}

/** The kind of that name, or an error that says which there are. */
export function knownKind<T extends object>(kinds: T, kind: string, what: string): T[keyof T] {
  if (!Object.hasOwn(kinds, kind))
    throw new RangeError(`unknown ${what} '${kind}'${suggestion(kind, Object.keys(kinds))}`);
  return kinds[kind as keyof T];
}

/** An error that says how a kind is written and that this is not its argument. */
export function wrongArgument(
  what: string,
  kind: string,
  form: { readonly argument: string; readonly remedy?: string },
  argument: string,
): RangeError {
  if (form.argument === '') return new RangeError(`${what} '${kind}' takes no argument, not '${argument}'`);
  return new RangeError(`${what} '${kind}' is written ${written(kind, form)}, ${form.remedy ?? ''}, not '${argument}'`);
}

function parsed(text: string): Parts {
  const { kind, argument, window, rate } = splitFault(text);
  knownKind(faultKinds, kind, 'fault'); // said first, as whatever else is wrong follows from it
  return {
    kind,
    argument,
    ...(window !== undefined && windowOf(window)),
    ...(rate !== undefined && { rate: rateOf(rate) }),
  };
}

/** `2s..10s`, `2s..` or `..10s`. */
export function windowOf(text: string): Pick<Parts, 'from' | 'until'> {
  const at = text.indexOf('..');
  const [from, until] = at === -1 ? ['', ''] : [text.slice(0, at), text.slice(at + 2)];
  const [fromMs, untilMs] = [from, until].map((side) =>
    side.trim() === '' ? undefined : (parseDuration(side) ?? Number.NaN),
  );
  const wrong = [fromMs, untilMs].some((ms) => ms !== undefined && !(ms <= maxDurationMs));
  if (wrong || (fromMs === undefined && untilMs === undefined))
    throw new RangeError(
      `a window is written @FROM..UNTIL, as in @2s..10s, @2s.. or @..10s, each ${durationForm}, not '@${text}'`,
    );
  return { ...(fromMs !== undefined && { from: fromMs }), ...(untilMs !== undefined && { until: untilMs }) };
}

/** The fault, or an error that says what is wrong with it and what to write instead. */
function checked(given: Parts): Fault {
  const { kind, argument } = given;
  const form: FaultKind = knownKind(faultKinds, kind, 'fault');
  if (!takes(kind as FaultName, argument)) throw wrongArgument('fault', kind, form, argument);
  checkWindow('fault', given);
  return given as Fault;
}

/** Throws an error that says what is wrong with a window in which nothing can lie. */
export function checkWindow(what: string, { kind, from, until }: Pick<Parts, 'kind' | 'from' | 'until'>): void {
  if (from !== undefined && until !== undefined && from >= until)
    throw new RangeError(
      `the window of ${what} '${kind}' ends before it begins, or at once; expected from to be below until, not ` +
        `${from} ms and ${until} ms`,
    );
  if (until === 0) throw new RangeError(`the window of ${what} '${kind}' ends at once; expected until to be above 0`);
}
