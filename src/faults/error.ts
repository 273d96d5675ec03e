import { Failure } from '../model/errors.js';
import type { Policy } from '../model/ports.js';

/** Fails at once, as a source that is down does. */
export const error: Policy = () => () => Promise.reject(new Failure('error', 'injected fault: the source is down'));
