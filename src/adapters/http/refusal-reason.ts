import { z } from 'zod';
import { oneLine } from '../../lib/text.js';

const maxReason = 200;

const said = z.string().trim().min(1);

/** Reasons in a list, as frameworks for validation have them. */
const listed = z
  .array(z.looseObject({ msg: said.optional(), message: said.optional() }))
  .transform((list) => list.flatMap(({ msg, message }) => msg ?? message ?? []).join('; '))
  .pipe(said);

/** Where servers say in JSON what is wrong, in the order in which it is looked for. */
const saidSchema = z.union([
  z.looseObject({ error: z.looseObject({ message: said }) }).transform(({ error }) => error.message),
  z.looseObject({ error: z.looseObject({ detail: said.or(listed) }) }).transform(({ error }) => error.detail),
  z.looseObject({ message: said }).transform(({ message }) => message),
  z.looseObject({ message: z.looseObject({ detail: said }) }).transform(({ message }) => message.detail),
  z.looseObject({ detail: said.or(listed) }).transform(({ detail }) => detail),
  z.looseObject({ detail: z.looseObject({ message: said }) }).transform(({ detail }) => detail.message),
  z.looseObject({ errors: listed }).transform(({ errors }) => errors),
  z.looseObject({ error: said }).transform(({ error }) => error),
  z
    .looseObject({ error: z.looseObject({ code: said.or(z.number()) }) })
    .transform(({ error }) => `error ${error.code}`),
]);

/**
 * What a JSON value says is wrong, as one line: its `error.message`, `message`, `detail`, `errors` or `error`, texts or
 * lists of them, or else the error's code; undefined where it has none of them.
 */
export function saidIn(value: unknown): string | undefined {
  const found = saidSchema.safeParse(value);
  return found.success ? oneLine(found.data, maxReason) : undefined;
}

/**
 * What the body of a refusal says of why, as one line: as JSON says it, or the beginning of a text. Web pages and bytes
 * say nothing.
 */
export function reasonIn(body: string): string | undefined {
  try {
    return saidIn(JSON.parse(body));
  } catch {
    const text = oneLine(body, maxReason);
    const isBytes = /[\0\ufffd]/.test(body.slice(0, maxReason));
    return text === '' || text.startsWith('<') || isBytes ? undefined : text;
  }
}
