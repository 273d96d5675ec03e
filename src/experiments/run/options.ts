import { z } from 'zod';
import { UsageError } from '../../model/errors.js';
import type { RunListener } from './rounds.js';
import { issueLines } from '../../scenario/issues.js';
import type { Overrides } from '../../scenario/override.js';
import { modesField, questionField, scenarioFields } from '../inputs.js';
import { quickScale } from '../planned.js';

/** What of a scenario can be changed, by the names of the flags. */
const changeFields = { ...scenarioFields, modes: modesField('modes to run'), question: questionField() };
const changes = z.object(changeFields);

/**
 * How `run` runs, and what it changes of the scenario: `modes`, `seed`, `workers`, `failSource` and whatever else the
 * command's flags change, in camelCase. Durations are milliseconds, or texts such as `1.5s`.
 */
export interface RunOptions extends z.input<typeof changes> {
  /** Simulated time on simulated cores instead of real time on this machine's. */
  readonly virtual?: boolean;
  /** Simulated cores, with `virtual`; as many as the machine has where left out. */
  readonly cores?: number;
  /** How many times slower a simulated core is with all cores busy; 1 where left out. */
  readonly contention?: number | 'measured';
  /** How often each mode answers; once where left out. */
  readonly runs?: number;
  /** Rounds before those that count; none where left out. */
  readonly warmup?: number;
  /**
   * Ends before `runs` once the 95 % interval of each mode's makespan lies within this share around its median, as in
   * 0.02.
   */
  readonly precision?: number;
  /** Begins no round after so many milliseconds. */
  readonly maxTimeMs?: number;
  /**
   * Says in the report what would help its fastest mode as well, as the command line does; up to a second of work. Not
   * where left out: `whatIf` tells it later.
   */
  readonly whatIf?: boolean;
  /** Aborting it ends the run; the report then says `interrupted` and holds what was finished. */
  readonly signal?: AbortSignal;
  /**
   * Callbacks for progress: each run, each span as it begins and ends, each round, and the report so far. What one
   * throws ends the run, which rejects with it.
   */
  readonly listener?: RunListener;
}

const callback = z
  .custom<() => void>((value) => typeof value === 'function', { error: 'expected a function' })
  .optional();
const number = z.unknown().optional(); // which the plan checks

const schema = z.strictObject({
  ...changeFields,
  virtual: z.boolean().optional(),
  cores: number,
  contention: number,
  runs: number,
  warmup: number,
  precision: number,
  maxTimeMs: number,
  whatIf: z.boolean().optional(),
  signal: z.custom<AbortSignal>(isSignal, { error: 'expected an AbortSignal, as of new AbortController()' }).optional(),
  listener: z
    .looseObject({ runBegins: callback, event: callback, runEnds: callback, roundEnds: callback, progressed: callback })
    .optional(),
} satisfies Record<keyof RunOptions, z.ZodType>);

/** By what is used of it, as one may come of another realm. */
function isSignal(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    'aborted' in value &&
    'addEventListener' in value &&
    'removeEventListener' in value
  );
}

/**
 * The options as they are, for callers without types, and what they change of the scenario; a UsageError names each
 * that is wrong, and what is expected of it.
 */
export function checkedOptions(options: RunOptions): { readonly options: RunOptions; readonly overrides: Overrides } {
  const parsed = schema.safeParse(options, { reportInput: true });
  if (parsed.success) {
    const { quick, ...overrides } = changes.parse(options);
    return { options, overrides: quick === true ? { ...overrides, scale: quickScale } : overrides };
  }
  throw new UsageError(
    ['wrong options of run:', ...issueLines(parsed.error, schema).map((line) => `  ${line}`)].join('\n'),
  );
}
