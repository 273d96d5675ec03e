import { Failure } from '../model/errors.js';
import type { Policy } from '../model/ports.js';
import type { FaultKind } from './kind.js';

const down: Policy = () => () => Promise.reject(new Failure('error', 'injected fault: the source is down'));

/** Fails at once, as a source that is down does. */
export const error: FaultKind = {
  summary: 'fails at once',
  argument: '',
  make: (argument) => (argument === '' ? down : undefined),
};
