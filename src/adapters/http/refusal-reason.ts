import { z } from 'zod';
import { oneLine } from '../../lib/text.js';

const maxReason = 200;

const said = z.string().trim().min(1);

/** Where servers say in JSON what is wrong, in the order in which it is looked for. */
const saidSchema = z.union([
  z.looseObject({ error: z.looseObject({ message: said }) }).transform(({ error }) => error.message),
  z.looseObject({ message: said }).transform(({ message }) => message),
  z.looseObject({ detail: said }).transform(({ detail }) => detail),
  z.looseObject({ error: said }).transform(({ error }) => error),
]);

/**
 * What a JSON value says is wrong, as one line: its `error.message`, `message`, `detail` or `error`; undefined where
 * none of them is a text.
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
