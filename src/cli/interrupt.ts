import { Failure } from '../model/errors.js';
import { Scope } from '../model/scope.js';
import { exitCodes } from './exit-codes.js';

/**
 * The scope of the whole program. The first Ctrl-C (or SIGTERM, or SIGHUP of a terminal that is closed) aborts it; the
 * second leaves at once.
 */
export function interruptible(): Scope {
  const scope = new Scope();
  const onSignal = (): void => {
    if (scope.reason !== undefined) process.exit(exitCodes.interrupted);
    scope.abort(new Failure('interrupted', 'interrupted by the user'));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  return scope;
}
