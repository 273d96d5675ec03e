import { formatDuration } from '../../lib/duration.js';
import { counted } from '../../lib/text.js';
import { inferenceWaits } from '../../scenario/derived.js';
import type { Check, Verification } from '../../results/documents/verify.js';

type Mode = Verification['modes'][number];

/** On what a scenario was verified. */
export function verifiedWhere({ scenario, world }: Verification): string {
  const scaled = scenario.scale === 1 ? '' : `, all durations × ${scenario.scale}`;
  const workers = inferenceWaits(scenario) ? 'no workers' : counted(world.workers, 'worker');
  return `verified on real time: ${counted(world.cores, 'core')}, ${workers}${scaled}`;
}

/** The sum of all lines, in one sentence, and in another one what it rests on. */
export function verificationSummary({ checks, interrupted, modes }: Verification): string {
  const number = (outcome: Check['outcome']): number => checks.filter((check) => check.outcome === outcome).length;
  const counts = (['passed', 'FAILED', 'not judged'] as const)
    .filter((outcome) => number(outcome) > 0)
    .map((outcome) => `${number(outcome)} ${outcome}`);
  const taken = modes.map(({ stealMs, othersCpuMs }) =>
    stealMs === null || othersCpuMs === null ? Number.NaN : stealMs + othersCpuMs,
  );
  const most = Math.max(...taken);
  const others = Number.isNaN(most)
    ? 'What other programs took meanwhile is not known here.'
    : `Others took up to ${formatDuration(most)} of CPU time during a mode.`;
  return (
    `${counted(checks.length, 'line')}: ${counts.join(', ')}. ` +
    `${others}${interrupted ? ' Interrupted: what was not run was not judged.' : ''}`
  );
}

/** The columns of `verifiedModes`. */
export const verifiedHead = [
  'mode',
  '',
  'fetch',
  'inference',
  'total',
  'speedup',
  'hypervisor took',
  'other programs took',
];

/** The times of the modes: a row of what was expected and one of what was measured. */
export function verifiedModes({ modes }: Verification): string[][] {
  return modes.flatMap(rowsOf);
}

function rowsOf({ mode, expected, measured, stealMs, othersCpuMs }: Mode): string[][] {
  const known = (ms: number | null): string => (ms === null ? 'unknown' : formatDuration(ms));
  return [
    [mode, 'expected', ...figures(expected), '', ''],
    ['', 'measured', ...figures(measured), known(stealMs), known(othersCpuMs)],
  ];
}

function figures({ fetchMs, inferenceMs, totalMs, speedup }: Mode['measured']): string[] {
  return [
    formatDuration(fetchMs),
    formatDuration(inferenceMs),
    formatDuration(totalMs),
    speedup === null ? '–' : `${speedup.toFixed(2)}×`,
  ];
}
