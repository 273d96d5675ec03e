import type { Fault } from '../../faults/index.js';
import { median } from '../../lib/statistics/descriptive.js';
import type { Failure } from '../../model/errors.js';
import { retryable } from '../../policies/retry.js';
import type { Failed, SourceRecording } from './recording.js';

/**
 * A kind of fault, and whether it strikes after the usual time of the source instead of at once, or in the place of an
 * answer that never comes.
 */
interface Fitting extends Pick<Fault, 'kind' | 'argument'> {
  readonly afterwards: boolean;
}

/**
 * The faults that make a simulated source fail as often as it did, in the ways that it did. Each has a rate among the
 * attempts that reach it, so that all of them together come to the shares that were measured: those that strike without
 * asking the source come first, outermost, and of those that strike afterwards the innermost strikes first.
 */
export function recordedFaults(source: SourceRecording, scale: number): Fault[] {
  const attempts = source.answeredMs.length + source.failures.length;
  const usualMs = usualTime(source);
  const groups = new Map<string, { readonly fitting: Fitting; readonly failed: readonly Failed[] }>();
  for (const one of source.failures) {
    const fitting = fittingOf(one, usualMs);
    const key = `${fitting.kind} ${fitting.argument}`;
    groups.set(key, { fitting, failed: [...(groups.get(key)?.failed ?? []), one] });
  }
  const all = [...groups.values()];
  const [before, afterwards] = [
    all.filter(({ fitting }) => !fitting.afterwards),
    all.filter(({ fitting }) => fitting.afterwards),
  ];
  let left = attempts;
  const faults = [...before, ...afterwards].map(({ fitting: { kind, argument }, failed }): Fault => {
    const rate = Number((failed.length / left).toFixed(6));
    left -= failed.length;
    return {
      kind,
      argument: kind === 'rate-limited' ? retryAfter(failed, scale) : argument,
      ...(rate < 1 && { rate }),
    };
  });
  return [...faults.slice(0, before.length), ...faults.slice(before.length).toReversed()];
}

/** How long the source usually takes: to answer, or where it never did, to fail. */
function usualTime({ answeredMs, failures }: SourceRecording): number {
  return median(answeredMs.length > 0 ? answeredMs : slowFailures(failures));
}

/** How long failures took that were the source's own, in milliseconds: not those that a timeout made. */
export function slowFailures(failures: readonly Failed[]): number[] {
  return failures.filter(({ failure }) => failure.kind !== 'timeout').map(({ ms }) => ms);
}

/** The fault that comes nearest to a failure: in when it strikes, and in whether another try may mend it. */
function fittingOf({ failure, ms }: Failed, usualMs: number): Fitting {
  const { kind, status = 0 } = failure;
  if (kind === 'timeout') return { kind: 'hang', argument: '', afterwards: false };
  if (kind === 'rate-limited') return { kind: 'rate-limited', argument: '', afterwards: false };
  if (kind === 'status' && status >= 500 && status <= 599)
    return { kind: 'server-error', argument: String(status), afterwards: true };
  if (kind === 'truncated') return { kind: 'truncated', argument: '', afterwards: true };
  if (!retryable(failure)) return { kind: 'malformed', argument: '', afterwards: true };
  if (ms < usualMs / 2) return { kind: 'error', argument: '', afterwards: false };
  return kind === 'reset'
    ? { kind: 'reset', argument: '', afterwards: true }
    : { kind: 'flaky', argument: '1', afterwards: true };
}

/**
 * The argument of `rate-limited`: how long the source asked to be left alone, in the middle; next to nothing where it
 * did not.
 */
function retryAfter(failed: readonly { readonly failure: Failure }[], scale: number): string {
  const asked = failed
    .map(({ failure }) => failure.retryAfterMs)
    .filter((ms) => ms !== undefined && ms > 0) as number[];
  return `${asked.length === 0 ? 1 : Math.max(1, Math.round(median(asked) / scale))}ms`;
}
