import type { Semaphore } from '../lib/semaphore.js';
import { Failure } from '../model/errors.js';
import type { Ask, Infer, InferContext, Inference } from '../model/ports.js';
import type { Query } from '../model/query.js';
import { permit, inLimitSpan } from '../model/permit.js';
import { startedBy } from './infer.js';

/** What inference by a model server needs to know beside how it is asked. */
export interface Remote {
  readonly model: string;
  /** Asked where `model` fails; its answer is degraded. */
  readonly fallbackModel?: string | undefined;
  /** As many requests at once as there are permits; the others wait for their turn. */
  readonly permits: Semaphore;
}

/**
 * Inference that another machine makes: a span on the main thread in which no CPU time is spent, and before it, where
 * too many requests are under way, the wait for its turn. Numbers each request, as an attempt of a fetch is numbered.
 */
export function inferRemotely(ask: Ask, { model, fallbackModel, permits }: Remote): Infer {
  const first = asking(ask, model, permits);
  return fallbackModel === undefined ? first : withFallback(first, asking(ask, fallbackModel, permits), fallbackModel);
}

function asking(ask: Ask, model: string, permits: Semaphore): Infer {
  const asked = async (query: Query, context: InferContext, begun?: () => void): Promise<Inference> => {
    const attempt = ++context.tally.attempts;
    if (!permits.take()) await inLimitSpan(context, () => permit(permits, context.scope));
    try {
      context.scope.throwIfAborted();
      begun?.();
      return await traced(ask, query, { ...context, attempt, model });
    } finally {
      permits.release();
    }
  };
  return async (query, context) => {
    context.scope.throwIfAborted();
    if (context.startByMs === undefined) return asked(query, context);
    return startedBy(context.startByMs, context, (scope, begun) => asked(query, { ...context, scope }, begun));
  };
}

async function traced(ask: Ask, query: Query, context: InferContext & { readonly model: string }): Promise<Inference> {
  const { tracer } = context;
  const span = tracer.begin('inference', context.source, context.span);
  try {
    const inference = await ask(query, { ...context, span });
    tracer.end(span, 'ok');
    return inference;
  } catch (thrown) {
    const failure = Failure.from(thrown, 'inference');
    tracer.end(span, failure.kind);
    throw failure;
  }
}

/** Asks the second model where the first one failed; not once the scope is over. */
function withFallback(first: Infer, second: Infer, name: string): Infer {
  return async (query, context) => {
    try {
      return await first(query, context);
    } catch (thrown) {
      context.scope.throwIfAborted();
      const failure = Failure.from(thrown, 'inference');
      try {
        const inference = await second(query, context);
        context.tally.degraded = { by: 'model', failure };
        return inference;
      } catch (again) {
        context.scope.throwIfAborted();
        throw new Failure(
          failure.kind,
          `${failure.message}; ${name} in its place: ${Failure.from(again, 'inference').message}`,
          failure,
        );
      }
    }
  };
}
