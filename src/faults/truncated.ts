import { Failure } from '../model/errors.js';
import { shareOf } from '../lib/argument.js';
import type { FaultKind } from './kind.js';

/** The share of the payload that arrives by default. */
const defaultShare = '0.5';

/** The share of the payload that an argument leaves; undefined if the argument is wrong. */
export function shareLeft(argument: string): number | undefined {
  const share = shareOf(argument === '' ? defaultShare : argument);
  return share === 1 ? undefined : share;
}

/**
 * Answers in time with the first part of its payload's JSON. That cannot be parsed, which is a failure of kind
 * `truncated`.
 */
export const truncated: FaultKind = {
  summary: 'answers with a payload that is cut off, half of it or this share of it left',
  argument: '[SHARE]',
  remedy: 'as in truncated or truncated:0.9 (from 0 to below 1)',
  make(argument) {
    const share = shareLeft(argument);
    if (share === undefined) return undefined;
    return (next) => async (query, context) => {
      const { length } = JSON.stringify(await next(query, context));
      throw new Failure(
        'truncated',
        `payload: cut off after ${Math.floor(length * share)} of ${length} characters, which is no JSON`,
      );
    };
  },
};
