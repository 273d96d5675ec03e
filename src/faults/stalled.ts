import type { Policy } from '../model/ports.js';
import { hang } from '../model/permit.js';
import type { FaultKind } from './kind.js';

const stalling: Policy = (next) => async (query, context) => {
  await next(query, context);
  return hang(context.scope);
};

/** The first bytes come in time, then nothing: a timeout on the first byte does not help. */
export const stalled: FaultKind = {
  summary: 'begins to answer in time and never ends',
  argument: '',
  make: (argument) => (argument === '' ? stalling : undefined),
};
