import { formatDuration } from '../lib/duration.js';
import { Failure } from '../model/errors.js';
import { positiveDurationOf } from '../lib/argument.js';
import type { FaultKind } from './kind.js';

/** How long the source asks to be left alone by default. */
const defaultRetryAfter = '1s';

/** Refuses at once and says when to come back, as HTTP 429 with Retry-After does. */
export const rateLimited: FaultKind = {
  summary: 'refuses at once and asks to be left alone for this long',
  argument: '[RETRY-AFTER]',
  remedy: 'as in rate-limited or rate-limited:5s (above 0, up to 24h)',
  make(argument, { scale }) {
    const retryAfter = positiveDurationOf(argument === '' ? defaultRetryAfter : argument);
    if (retryAfter === undefined) return undefined;
    const ms = retryAfter * scale;
    return () => () =>
      Promise.reject(
        new Failure('rate-limited', `injected fault: too many requests (429), retry after ${formatDuration(ms)}`, {
          retryAfterMs: ms,
          status: 429,
        }),
      );
  },
};
