import { Failure } from '../model/errors.js';
import type { FaultKind } from './kind.js';

/** Fails after the usual time, as a server that breaks over the request does. */
export const serverError: FaultKind = {
  summary: 'fails after the usual time, with status 500 or this one',
  argument: '[STATUS]',
  remedy: 'as in server-error or server-error:503 (from 500 to 599)',
  make(argument) {
    const status = argument === '' ? '500' : argument;
    if (!/^5\d\d$/.test(status)) return undefined;
    return (next) => async (query, context) => {
      await next(query, context);
      throw new Failure('status', `injected fault: server error (${status})`, { status: Number(status) });
    };
  },
};
