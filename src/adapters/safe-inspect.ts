import { inspect } from 'node:util';
import { oneLine } from '../lib/text.js';

/**
 * A value of user code in one line of at most so many characters, safe to print. Never throws, whatever the value does
 * when it is looked at.
 */
export function safeInspect(value: unknown, length?: number): string {
  try {
    return oneLine(
      typeof value === 'string' ? value : inspect(value, { depth: 3, breakLength: Number.POSITIVE_INFINITY }),
      length,
    );
  } catch {
    return 'a value that cannot be shown';
  }
}

/** The message of anything thrown, in one line. Never throws itself. */
export function messageOf(thrown: unknown): string {
  try {
    return safeInspect(thrown instanceof Error ? thrown.message || thrown.name : thrown);
  } catch {
    return safeInspect(thrown);
  }
}
