import { Failure } from '../model/errors.js';
import type { Policy } from '../model/ports.js';
import type { FaultKind } from './kind.js';

const resetting: Policy = (next) => async (query, context) => {
  await next(query, context);
  throw new Failure('reset', 'injected fault: the connection was reset');
};

/** Breaks the connection after the usual time, as a server that crashes over the request does. */
export const reset: FaultKind = {
  summary: 'breaks the connection after the usual time',
  argument: '',
  make: (argument) => (argument === '' ? resetting : undefined),
};
