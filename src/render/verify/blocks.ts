import { inferenceWaits } from '../../scenario/derived.js';
import type { Check, Verification } from '../../results/documents/verify.js';
import { onlyIn, type Block, type Table, type Tone } from '../blocks.js';
import { verificationSummary, verifiedHead, verifiedModes, verifiedWhere } from './figures.js';

const tones = { passed: 'good', FAILED: 'bad', 'not judged': 'warning' } as const satisfies Record<
  Check['outcome'],
  Tone
>;

/** A verification: each line with what was expected and what was measured, and the sum of it. */
export function verifyBlocks(report: Verification): Block[] {
  const { scenario, checks } = report;
  const summary: Block = { kind: 'sentences', sentences: [verificationSummary(report)], tone: tones[report.outcome] };
  return [
    { kind: 'title', level: 1, text: `${scenario.name}: verification`, only: 'page' },
    ...onlyIn(
      'terminal',
      { kind: 'sentences', sentences: [`${scenario.name}, ${verifiedWhere(report)}`], tone: 'strong' },
      ...checks.map(lines),
      summary,
    ),
    ...onlyIn(
      'page',
      summary,
      checklist(checks),
      { kind: 'title', level: 2, text: 'Times of the modes' },
      { kind: 'table', columns: verifiedHead, rows: verifiedModes(report) },
      { kind: 'sentences', sentences: [circumstances(report)] },
    ),
  ];
}

/** A check as lines: a terminal has no room for three columns of sentences. */
function lines({ what, outcome, expected, measured, reason }: Check): Block {
  const details: [string, string][] = [
    ['expected', expected],
    ['measured', measured],
    ...(reason === null ? [] : [['why', reason] satisfies [string, string]]),
  ];
  const mark = [{ text: outcome, tone: tones[outcome], whole: true }];
  return { kind: 'list', column: 12, items: [{ mark, text: [{ text: what, tone: 'strong' }], details }] };
}

function checklist(checks: readonly Check[]): Table {
  return {
    kind: 'table',
    columns: ['', ...['line', 'expected', 'measured'].map((name) => ({ name, words: true }))],
    rows: checks.map(({ what, outcome, expected, measured, reason }) => [
      outcome === 'passed' ? outcome : [{ text: outcome, tone: tones[outcome] }],
      what,
      expected,
      reason === null ? measured : `${measured} (${reason})`,
    ]),
  };
}

function circumstances({ scenario, environment, world, seed, tool }: Verification): string {
  const workers = inferenceWaits(scenario) ? 'no' : world.workers;
  return (
    `Measured on ${world.cores} cores (${environment.cpuModel}, Node ${environment.node}), ${workers} workers, ` +
    `contention ${world.contention.toFixed(2)}, durations × ${scenario.scale}, seed ${seed}, ` +
    `agent-bench ${tool.version}.`
  );
}
