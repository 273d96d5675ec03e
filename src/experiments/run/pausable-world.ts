import { toNanosecond } from '../../lib/duration.js';
import type { Agent, Clock, InferenceEngine, World } from '../../model/ports.js';

/** A mode's view of a world that it shares with other modes, which run in between. */
export interface PausableWorld {
  /**
   * Its clock is paused outside `during`, so that caches, circuits and faults last as long as if the mode had the world
   * to itself.
   */
  readonly world: Pick<World, 'clock' | 'loopBlocks' | 'drive'>;
  readonly agent: Agent;
  /** Resumes the clock while `work` runs, and pauses it again. */
  during<T>(work: () => Promise<T>): Promise<T>;
}

/** A mode's view of a world, with an agent of its own. */
export function pausableWorld(world: World): PausableWorld {
  let pausedMs = 0;
  let pausedAtMs: number | undefined;
  const clock: Clock = {
    now: () => world.clock.now() - pausedMs,
    after: (ms, callback) => world.clock.after(ms, callback),
    block: (ms) => {
      world.clock.block(ms);
    },
  };
  // Workers stamp on the world's own clock.
  const engine: InferenceEngine = {
    infer: (job, scope, observer) =>
      world.engine.infer(
        {
          ...job,
          ...(job.began && { began: { queryMs: job.began.queryMs + pausedMs, runMs: job.began.runMs + pausedMs } }),
        },
        scope,
        {
          began: (lane, startMs) => {
            observer.began(lane, startMs - pausedMs);
          },
          ended: (endMs, usage) => {
            observer.ended(endMs - pausedMs, usage);
          },
          noted: (what) => {
            observer.noted(what);
          },
        },
      ),
    close: () => Promise.resolve(),
  };
  return {
    world: { clock, loopBlocks: world.loopBlocks, drive: (main, openSpans) => world.drive(main, openSpans) },
    agent: world.agent(engine),
    async during(work) {
      pausedMs = toNanosecond(pausedMs + world.clock.now() - (pausedAtMs ?? world.clock.now()));
      try {
        return await work();
      } finally {
        pausedAtMs = world.clock.now();
      }
    },
  };
}
