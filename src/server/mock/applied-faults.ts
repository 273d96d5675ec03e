import { faultPolicy, type Fault } from '../../faults/index.js';
import { compose, type Clock, type Fetch } from '../../model/ports.js';
import { Failure } from '../../model/errors.js';
import type { Json } from '../../model/json.js';
import type { Query } from '../../model/query.js';
import { noTracer } from '../../model/trace.js';
import { naming, whole, wireKinds, type Delivery } from './delivery.js';
import { Refusal, type Exchange } from './exchange.js';

/** What all requests to a mock have in common. */
export interface MockContext {
  readonly clock: Clock;
  readonly seed: number;
  /** Multiplies durations. */
  readonly scale: number;
  /** What a request is about that does not say so. */
  readonly question: string;
  readonly city: string;
  /** When the first request came: where the run time of faults begins. */
  readonly began: { atMs: number | undefined };
  /**
   * The number of a request's first fault; a model's are numbered behind those of sources, for it has a random stream
   * of its own.
   */
  readonly firstFault: number;
  /** How many requests each source has had, by name. */
  readonly counts: Map<string, number>;
}

export function mockContextOf(
  clock: Clock,
  { seed, scale, question, city }: Pick<MockContext, 'seed' | 'scale' | 'question' | 'city'>,
): MockContext {
  return { clock, seed, scale, question, city, began: { atMs: undefined }, firstFault: 0, counts: new Map() };
}

/** Who asks: headers that let a run against a mock draw the same random numbers as its simulation. */
const headerNames = { index: 'x-agent-bench-index', attempt: 'x-agent-bench-attempt' } as const;

/** So many names are counted: those that were asked last. What is not in the scenario may call itself anything. */
const maxCounts = 20_000;

/**
 * Which query and which attempt at a source a request is: as its headers say, or by counting the requests of that
 * source, each the first attempt of a query.
 */
export function placeOf(
  { request }: Exchange,
  source: string,
  { counts }: MockContext,
): { readonly index: number; readonly attempt: number } {
  const count = counts.get(source) ?? 0;
  counts.delete(source);
  counts.set(source, count + 1);
  if (counts.size > maxCounts) counts.delete(counts.keys().next().value!);
  return {
    index: headerNumber(request.headers[headerNames.index], headerNames.index, /^-?\d{1,15}$/) ?? count,
    attempt: headerNumber(request.headers[headerNames.attempt], headerNames.attempt, /^[1-9]\d{0,14}$/) ?? 1,
  };
}

function headerNumber(value: string | readonly string[] | undefined, name: string, form: RegExp): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && form.test(value)) return Number(value);
  throw new Refusal(
    400,
    `header ${name}: expected a whole number as in 1; leave it out and the requests of each source are counted`,
  );
}

/** What faults made of a request: an answer and how it is delivered, or a failure after the time that it takes. */
export type Applied = { readonly answer: Json; readonly delivery: Delivery } | { readonly failure: Failure };

/** Waits as a source's latency and faults say, with the very code of a simulation, on the mock's clock. */
export async function applyFaults(
  inner: Fetch,
  faults: readonly Fault[],
  query: Query,
  place: { source: string; attempt: number },
  exchange: Exchange,
  mock: MockContext,
): Promise<Applied> {
  const { clock, scope, said } = exchange;
  const { scale, began, firstFault } = mock;
  const beganMs = (began.atMs ??= clock.now());
  const delivery = whole();
  const kinds = naming(wireKinds(delivery, scale), said.faults);
  const wrappers = faults.map((fault, number) =>
    faultPolicy(fault, { scale, number: firstFault + number, beganMs: () => beganMs }, kinds)!,
  );
  const context = {
    clock,
    scope,
    tracer: noTracer,
    span: 0,
    ...place,
    tally: { attempts: place.attempt, cached: false, degraded: undefined },
  };
  try {
    const answer = await compose(wrappers, inner)(query, context);
    return { answer, delivery };
  } catch (thrown) {
    if (!(thrown instanceof Failure) || thrown === scope.reason) throw thrown;
    return { failure: thrown };
  }
}

/**
 * The status and headers that say a failure in HTTP. Whole seconds are all that Retry-After can say; `retry-after-ms`
 * is what some servers of models add to it.
 */
export function headOf({ kind, status, retryAfterMs }: Failure): {
  readonly status: number;
  readonly headers: Record<string, string>;
} {
  const headers: Record<string, string> =
    retryAfterMs === undefined
      ? {}
      : { 'retry-after': String(Math.ceil(retryAfterMs / 1000)), 'retry-after-ms': String(Math.ceil(retryAfterMs)) };
  return { status: status ?? (kind === 'rate-limited' ? 429 : 500), headers };
}
