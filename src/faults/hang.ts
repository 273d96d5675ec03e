import type { Policy } from '../model/ports.js';
import { hang as never } from '../model/permit.js';
import type { FaultKind } from './kind.js';

const hanging: Policy = () => (_query, context) => never(context.scope);

/** Never answers; only a timeout ends it. */
export const hang: FaultKind = {
  summary: 'never answers',
  argument: '',
  make: (argument) => (argument === '' ? hanging : undefined),
};
