import { formatDuration } from '../../lib/duration.js';
import { counted, listed, printable } from '../../lib/text.js';
import { verdicts, type GateResult, type Verdict } from '../../results/documents/gates.js';
import type { Block, Tone } from '../blocks.js';

/** What `virtual.*` gates are good for, wherever they are shown. */
export const simulatedNote =
  'Gates on virtual.* give the same on every machine: they catch changes of scheduling, timeouts, retries and ' +
  'order, and cannot see slower code; a gate on the measured cpuRatio of a mode does that.';

/** Verdicts in words. */
export const verdictWords: Readonly<Record<Verdict, string>> = {
  passed: 'passed',
  failed: 'failed',
  inconclusive: 'inconclusive',
  unjudged: 'not judged',
};

/** The columns of `gateRows`. */
export const gateHead = ['gate', 'verdict', 'value', 'limit', 'why'];

/** The gates, a row each. */
export function gateRows(gates: readonly GateResult[]): string[][] {
  return gates.map((gate) => [
    gate.expression,
    verdictWords[gate.verdict],
    valueOf(gate),
    amount(gate.limit, gate),
    gate.reason,
  ]);
}

/**
 * A gate and what was found: `hybrid.speedup >= 1.8   2.27 (2.21 to 2.31)`, with the reason where it did not simply
 * pass.
 */
export function gateWords(gate: GateResult): string {
  const against =
    gate.expression.includes('baseline') && gate.limit !== null ? `, the limit being ${amount(gate.limit, gate)}` : '';
  const why = gate.verdict === 'passed' && !isSimulated(gate) ? '' : `: ${printable(gate.reason)}`;
  return `${printable(gate.expression)}   ${valueOf(gate)}${against}${why}`;
}

/** `2 of 3 gates passed, 1 failed.` */
export function tally(gates: readonly GateResult[]): string {
  const number = (verdict: Verdict): number => gates.filter((gate) => gate.verdict === verdict).length;
  const others = verdicts
    .filter((verdict) => verdict !== 'passed' && number(verdict) > 0)
    .map((verdict) => `${number(verdict)} ${verdictWords[verdict]}`);
  if (others.length === 0) return gates.length === 1 ? 'The gate passed.' : `All ${gates.length} gates passed.`;
  return `${number('passed')} of ${counted(gates.length, 'gate')} passed, ${listed(others)}.`;
}

/** Whether a gate is judged by a simulation. */
export function isSimulated({ expression }: GateResult): boolean {
  return /^virtual\s*\./u.test(expression);
}

function amount(value: number | null, { unit }: Pick<GateResult, 'unit'>): string {
  if (value === null) return '–';
  if (unit === 'ms') return formatDuration(value);
  return unit === 'share' ? `${rounded(value * 100)} %` : rounded(value);
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** `2.27 (2.21 to 2.31)` */
function valueOf(gate: GateResult): string {
  const { value, interval } = gate;
  if (interval === null || (interval.low === null && interval.high === null)) return amount(value, gate);
  const { low, high } = interval;
  const range =
    low === null
      ? `at most ${amount(high, gate)}`
      : high === null
        ? `at least ${amount(low, gate)}`
        : `${amount(low, gate)} to ${amount(high, gate)}`;
  return `${amount(value, gate)} (${range})`;
}

const tones = { passed: 'good', failed: 'bad', inconclusive: 'warning', unjudged: 'warning' } as const satisfies Record<
  Verdict,
  Tone
>;
const widest = Math.max(...Object.values(verdictWords).map((word) => word.length));

/** What became of the gates: a line each in a terminal, a table on a page; nothing where there were none. */
export function gatesBlocks(gates: readonly GateResult[]): Block[] {
  if (gates.length === 0) return [];
  const items = gates.map((gate) => ({
    mark: [{ text: verdictWords[gate.verdict], tone: tones[gate.verdict], whole: true }],
    text: gateWords(gate),
  }));
  return [
    {
      kind: 'group',
      blocks: [
        { kind: 'title', level: 2, text: 'Gates', only: 'page' },
        { kind: 'sentences', sentences: [tally(gates)] },
        { kind: 'list', items, indent: 1, column: widest + 2, only: 'terminal' },
        { kind: 'table', columns: gateHead, rows: gateRows(gates), only: 'page' },
        { kind: 'sentences', sentences: gates.some(isSimulated) ? [simulatedNote] : [], tone: 'quiet' },
      ],
    },
  ];
}
