import { toNanosecond } from '../../lib/duration.js';
import type { Agent, Clock, InferenceEngine, World } from '../../model/ports.js';

/** The world as one mode sees it that shares it with others by turns. */
export interface PausableWorld {
  /**
   * Its clock stands still while it is others' turn, so that caches, circuits and faults last as long as if the mode
   * had the world to itself.
   */
  readonly world: Pick<World, 'clock' | 'loopBlocks' | 'drive'>;
  readonly agent: Agent;
  /** Gives the mode its turn. */
  during<T>(turn: () => Promise<T>): Promise<T>;
}

/** A mode's view of a world, with an agent of its own. */
export function pausableWorld(world: World): PausableWorld {
  let awayMs = 0;
  let leftMs: number | undefined;
  const clock: Clock = {
    now: () => world.clock.now() - awayMs,
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
          ...(job.began && { began: { queryMs: job.began.queryMs + awayMs, runMs: job.began.runMs + awayMs } }),
        },
        scope,
        {
          began: (lane, startMs) => {
            observer.began(lane, startMs - awayMs);
          },
          ended: (endMs, usage) => {
            observer.ended(endMs - awayMs, usage);
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
    async during(turn) {
      awayMs = toNanosecond(awayMs + world.clock.now() - (leftMs ?? world.clock.now()));
      try {
        return await turn();
      } finally {
        leftMs = world.clock.now();
      }
    },
  };
}
