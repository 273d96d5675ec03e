import { counted, printable } from '../../lib/text.js';
import type { ModeReport, Report, RunReport } from '../../results/documents/run.js';
import type { Gate } from './gate.js';
import type { Verdict } from '../../results/documents/gates.js';

/** Why a gate cannot pass although its figure might: the answers were incomplete. */
export interface Shortfall {
  readonly verdict: Extract<Verdict, 'failed' | 'inconclusive'>;
  readonly reason: string;
}

/** Above this share of the cores, other programs may be why an answer came too late. */
const disturbing = 0.25;

/** The shortfall of a mode whose runs did not answer everything; undefined if all did. */
export function incomplete(report: Report, { runs }: ModeReport): Shortfall | undefined {
  const short = runs.filter(({ result }) => result.completeness < 1 - 1e-9);
  if (short.length === 0) return undefined;
  const less = `${short.length} of ${counted(runs.length, 'run')} answered less than everything`;
  return shortfallOf(
    report,
    short,
    `${less}: being faster at less is no gain, unless a gate on completeness concedes it`,
  );
}

/** The shortfall of the source whose fetch a gate is about: a failed fetch says nothing of its duration. */
export function unanswered(
  report: Report,
  { runs }: ModeReport,
  { subject }: Pick<Gate, 'subject'>,
): Shortfall | undefined {
  const { source } = subject;
  if (source === undefined || subject.figure !== 'fetch') return undefined;
  const short = runs.filter(({ result }) => result.errors.some((error) => error.source === source));
  if (short.length === 0) return undefined;
  return shortfallOf(
    report,
    short,
    `${printable(source)} did not answer cleanly in ${short.length} of ${counted(runs.length, 'run')}`,
  );
}

/**
 * The shortfall of some runs: a failure, or inconclusive if other programs used too much of the cores in each of them
 * and the simulation answered everything.
 */
export function shortfallOf(report: Report, short: readonly RunReport[], reason: string): Shortfall {
  const all =
    short.length > 0 && short.every((run) => run.predictedCompleteness === 1 && othersShare(run, report) > disturbing);
  if (report.clock !== 'real' || !all) return { verdict: 'failed', reason };
  const most = Math.max(...short.map((run) => othersShare(run, report)));
  return {
    verdict: 'inconclusive',
    reason:
      `${reason}; but others took up to ${Math.round(most * 100)} % of the cores meanwhile, so it may be the ` +
      'machine',
  };
}

/** The part of all cores that other processes and the hypervisor took during a run. */
function othersShare({ othersCpuMs, stealMs, makespanMs }: RunReport, { world }: Report): number {
  return ((othersCpuMs ?? 0) + (stealMs ?? 0)) / (world.cores * makespanMs);
}
