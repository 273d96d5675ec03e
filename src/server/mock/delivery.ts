import { dripOf } from '../../faults/slow-drip.js';
import { faultKinds, type FaultName } from '../../faults/index.js';
import type { FaultKind } from '../../faults/kind.js';
import { shareLeft } from '../../faults/truncated.js';
import type { Policy } from '../../model/ports.js';

/**
 * How the body of an answer goes over the wire. The faults that a request meets change it; what they throw instead
 * becomes a status.
 */
export interface Delivery {
  /** The share of the body that is sent, from 0 to 1. */
  share: number;
  /** What comes after that share: the end, nothing ever, or the end of the connection. */
  ending: 'end' | 'stall' | 'cut';
  /** The body comes in so many pieces over so long, in milliseconds; at once where undefined. */
  drip: { readonly ms: number; readonly pieces: number } | undefined;
}

/** An answer as it should be: whole and at once. */
export function whole(): Delivery {
  return { share: 1, ending: 'end', drip: undefined };
}

/** What of a body is left where a connection stalls. */
const stalledShare = 0.5;

/** Every kind of fault, with those that have a form of their own in HTTP as notes on how the answer is delivered. */
export function wireKinds(delivery: Delivery, scale: number): Record<FaultName, FaultKind> {
  const noting = (change: Partial<Delivery>): Policy => {
    return (next) => async (query, context) => {
      const payload = await next(query, context);
      Object.assign(delivery, change);
      return payload;
    };
  };
  return {
    ...faultKinds,
    stalled: { ...faultKinds.stalled, make: () => noting({ share: stalledShare, ending: 'stall' }) },
    truncated: {
      ...faultKinds.truncated,
      make(argument) {
        const share = shareLeft(argument);
        return share === undefined ? undefined : noting({ share, ending: 'cut' });
      },
    },
    'slow-drip': {
      ...faultKinds['slow-drip'],
      make(argument) {
        const drip = dripOf(argument);
        return drip && noting({ drip: { ms: drip.ms * scale, pieces: drip.pieces } });
      },
    },
  };
}

/** Kinds that do their work on some attempts only: one is applied where the attempt fails of it. */
const byChance: ReadonlySet<string> = new Set(['flaky', 'burst', 'flap'] satisfies FaultName[]);

/** The same kinds, each of which adds its name to `applied` where it applies to a request. */
export function naming(
  kinds: Readonly<Record<FaultName, FaultKind>>,
  applied: Set<string>,
): Record<FaultName, FaultKind> {
  const named = Object.entries(kinds).map(([name, kind]): [string, FaultKind] => [
    name,
    { ...kind, make: (...context) => noted(name, kind.make(...context), applied) },
  ]);
  return Object.fromEntries(named) as Record<FaultName, FaultKind>;
}

function noted(name: string, policy: Policy | undefined, applied: Set<string>): Policy | undefined {
  if (policy === undefined) return undefined;
  return (next) => {
    let ofNext: unknown;
    const faulty = policy((query, context) =>
      next(query, context).catch((thrown: unknown) => {
        ofNext = thrown;
        throw thrown;
      }),
    );
    return (query, context) => {
      if (!byChance.has(name)) applied.add(name);
      return faulty(query, context).catch((thrown: unknown) => {
        if (thrown !== ofNext) applied.add(name);
        throw thrown;
      });
    };
  };
}
