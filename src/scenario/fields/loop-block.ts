import { z } from 'zod';
import { pairOf, positiveDurationOf } from '../../lib/argument.js';
import { duration, positiveDuration } from '../../lib/duration-field.js';
import { maxDurationMs, parseDuration } from '../../lib/duration.js';
import { UsageError } from '../../model/errors.js';
import type { LoopBlock } from '../../model/ports.js';
import { flagValue, refusing } from './fault.js';

/** How a blocked event loop is written as text. */
export const loopBlockForm = 'DURATION[@FROM]';

/** Of one scenario, flags included. */
export const maxLoopBlocks = 20;

const parts = z.strictObject({
  duration: positiveDuration,
  from: duration.default(0).meta({ description: "When it begins, from the query's start" }),
});

type Parts = z.output<typeof parts>;

/**
 * A time in which the event loop of every query is blocked, from text (`500ms`, `2s@1s`) or from its parts.
 * Milliseconds.
 */
export const loopBlock = z
  .union([z.string(), parts], { error: 'expected a duration and when it begins, such as "500ms" or "2s@1s"' })
  .transform(refusing((value: string | Parts): Parts => (typeof value === 'string' ? parsed(value) : value)));

function parsed(text: string): Parts {
  const [length, begin = '0'] = pairOf(text, '@');
  const ms = positiveDurationOf(length);
  const from = parseDuration(begin);
  if (ms !== undefined && from !== undefined && from <= maxDurationMs) return { duration: ms, from };
  throw new RangeError(
    `a blocked event loop is written ${loopBlockForm}, as in 500ms or 2s@1s (above 0 and up to 24h), not '${text}'`,
  );
}

/** The blocks with those of a flag's texts after them. A UsageError names the flag. */
export function withLoopBlocks(blocks: readonly Parts[], texts: readonly string[], flag: string): Parts[] {
  const added = texts.map((text) => flagValue(loopBlock, text, flag));
  const all = [...blocks, ...added];
  if (all.length > maxLoopBlocks)
    throw new UsageError(`${flag}: ${all.length} blocks of the event loop; expected at most ${maxLoopBlocks}`);
  return all;
}

/** What a world has of a scenario's blocks, scaled. */
export function loopBlocksOf({
  blockLoop,
  scale,
}: {
  readonly blockLoop: readonly Parts[];
  readonly scale: number;
}): LoopBlock[] {
  return blockLoop.map((block) => ({ fromMs: block.from * scale, ms: block.duration * scale }));
}
