import { z } from 'zod';
import { workerFaultKinds, type WorkerFault, type WorkerFaultKind } from '../../inference/workers/worker-faults.js';
import { UsageError } from '../../model/errors.js';
import {
  checkWindow,
  flagValue,
  knownKind,
  rateOf,
  refusing,
  splitFault,
  windowFields,
  windowOf,
  wrongArgument,
} from './fault.js';

/** How a worker fault is written as text. */
export const workerFaultForm = 'KIND[:ARGUMENT][@FROM..UNTIL][%RATE]';

/** Of one scenario, flags included. */
export const maxWorkerFaults = 20;

const parts = z.strictObject({
  kind: z.string(),
  argument: z.string().default(''),
  ...windowFields('Jobs that a worker takes'),
  rate: z.number().min(0).max(1).optional().meta({ description: 'The probability that a job meets the fault' }),
});

/** A worker fault from text (`crash%0.1`, `slow-core:2x`) or from its parts. */
export const workerFault = z
  .union([z.string(), parts], { error: 'expected a worker fault such as "crash", "slow-core:2x" or "stuck%0.1"' })
  .transform(
    refusing((value: string | z.output<typeof parts>): WorkerFault =>
      checked(typeof value === 'string' ? parsed(value) : value),
    ),
  );

function parsed(text: string): z.output<typeof parts> {
  const { kind, argument, window, rate } = splitFault(text);
  knownKind(workerFaultKinds, kind, 'worker fault'); // said first, as whatever else is wrong follows from it
  return {
    kind,
    argument,
    ...(window !== undefined && windowOf(window)),
    ...(rate !== undefined && { rate: rateOf(rate) }),
  };
}

function checked(given: z.output<typeof parts>): WorkerFault {
  const form: WorkerFaultKind = knownKind(workerFaultKinds, given.kind, 'worker fault');
  if (form.effect(given.argument) === undefined) throw wrongArgument('worker fault', given.kind, form, given.argument);
  checkWindow('worker fault', given);
  return given as WorkerFault;
}

/** What a world has of a scenario's worker faults, scaled. */
export function workerFaultsOf({
  inference,
  scale,
}: {
  readonly inference: { readonly faults: readonly WorkerFault[] };
  readonly scale: number;
}): WorkerFault[] {
  return inference.faults.map(({ from = 0, until = Infinity, ...fault }) => ({
    ...fault,
    from: from * scale,
    until: until * scale,
  }));
}

/** The faults with those of a flag's texts after them. A UsageError names the flag. */
export function withWorkerFaults(
  faults: readonly WorkerFault[],
  texts: readonly string[],
  flag: string,
): WorkerFault[] {
  const added = texts.map((text) => flagValue(workerFault, text, flag));
  const all = [...faults, ...added];
  if (all.length > maxWorkerFaults)
    throw new UsageError(`${flag}: ${all.length} worker faults; expected at most ${maxWorkerFaults}`);
  return all;
}
