import { Failure } from '../model/errors.js';
import { Scope } from '../model/scope.js';
import { exitCodes } from './exit-codes.js';

/** The scope of the whole program. The first Ctrl-C (or SIGTERM) aborts it; the second leaves at once. */
export function interruptible(): Scope {
  const scope = new Scope();
  const onSignal = (): void => {
    if (scope.reason !== undefined) process.exit(exitCodes.interrupted);
    scope.abort(new Failure('interrupted', 'interrupted by the user'));
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return scope;
}
