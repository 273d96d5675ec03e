import { suggestion, printable } from '../../lib/text.js';
import { UsageError } from '../../model/errors.js';
import type { Overrides } from '../../scenario/override.js';
import { maxSources } from '../../scenario/schema.js';
import { durations, factors, parseValues, wholeNumbers, type ValueKind } from './values.js';

/** What one point of a sweep changes: what flags can change, how many sources there are, and the simulated machine. */
export interface Setting extends Overrides {
  readonly sources?: number | undefined;
  readonly cores?: number | undefined;
  readonly contention?: number | undefined;
}

interface Parameter {
  readonly kind: ValueKind;
  readonly summary: string;
  /** Exists on simulated time only. */
  readonly virtual?: true;
  readonly set: (value: number, source: string) => Setting;
}

/** What can be swept. A new one is a line here. */
export const sweepParameters = {
  sources: {
    kind: wholeNumbers(1, maxSources),
    summary: 'the first so many sources; beyond those there are, repeats of them',
    set: (sources) => ({ sources }),
  },
  'latency.NAME': {
    kind: durations(),
    summary: "a source's latency",
    set: (ms, source) => ({ latency: [{ source, ms }] }),
  },
  'infer-cost': { kind: durations(), summary: 'CPU time of one inference', set: (inferCost) => ({ inferCost }) },
  workers: { kind: wholeNumbers(1, 10_000), summary: 'worker threads', set: (workers) => ({ workers }) },
  cores: { kind: wholeNumbers(1, 10_000), summary: 'simulated cores', virtual: true, set: (cores) => ({ cores }) },
  contention: {
    kind: factors(1, 100, 'a factor from 1 to 100'),
    summary: 'how much slower a core is with all busy',
    virtual: true,
    set: (contention) => ({ contention }),
  },
  'fetch-timeout': {
    kind: durations(true),
    summary: 'timeout of one attempt of a fetch',
    set: (fetchTimeout) => ({ fetchTimeout }),
  },
  timeout: { kind: durations(true), summary: 'timeout of the whole query', set: (timeout) => ({ timeout }) },
  retries: {
    kind: wholeNumbers(0, 100),
    summary: 'extra attempts after a passing failure',
    set: (retries) => ({ retries }),
  },
  scale: {
    kind: factors(0, 1000, 'a factor above 0 and up to 1000'),
    summary: 'what all durations are multiplied by',
    set: (scale) => ({ scale }),
  },
  seed: {
    kind: wholeNumbers(0, Number.MAX_SAFE_INTEGER),
    summary: 'seed of everything that is drawn',
    set: (seed) => ({ seed }),
  },
} as const satisfies Record<string, Parameter>;
export const sweepParameterNames = Object.keys(sweepParameters);

/** A parameter and the values that it is swept over, in rising order. */
export interface Axis {
  /** As it was written: `workers`, `latency.news`. */
  readonly name: string;
  readonly unit: ValueKind['unit'];
  readonly values: readonly number[];
  readonly set: (value: number) => Setting;
}

const latencyPrefix = 'latency.';

/** Points of a sweep × modes × runs, at most. */
export const maxSweepRuns = 100_000;

/**
 * The axis that a text such as `workers=1..4` states. `where` names the flag, `sourceNames` whose latency can be swept.
 * A UsageError names what is wrong.
 */
export function parseAxis(
  text: string,
  where: string,
  clock: 'real' | 'virtual',
  sourceNames: readonly string[],
): Axis {
  const refuse = (problem: string): UsageError => new UsageError(printable(`${where} ${text}: ${problem}`));
  const at = text.lastIndexOf('=');
  if (at < 1)
    throw refuse(
      `write NAME=VALUES, as in workers=1..4 or infer-cost=1s,2s; NAME is ${sweepParameterNames.join(', ')}`,
    );
  const name = text.slice(0, at).trim();
  const source = name.startsWith(latencyPrefix) ? name.slice(latencyPrefix.length) : '';
  const key = source === '' ? name : 'latency.NAME';
  if (!Object.hasOwn(sweepParameters, key))
    throw refuse(`unknown parameter '${name}'${suggestion(name, sweepParameterNames)}`);
  if (source !== '' && !sourceNames.includes(source))
    throw refuse(`unknown source '${source}'${suggestion(source, sourceNames)}`);
  const parameter: Parameter = sweepParameters[key as keyof typeof sweepParameters];
  if (parameter.virtual === true && clock === 'real')
    throw refuse(`${name} can be swept on simulated time only; leave out --real`);
  const values = parseValues(text.slice(at + 1), parameter.kind, maxSweepRuns);
  if ('problem' in values) throw refuse(values.problem);
  return { name, unit: parameter.kind.unit, values, set: (value) => parameter.set(value, source) };
}
