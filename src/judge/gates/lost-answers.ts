import { counted, printable } from '../../lib/text.js';
import type { ModeReport, Report, RunReport } from '../../results/documents/run.js';
import type { Gate } from './gate.js';
import type { Verdict } from '../../results/documents/gates.js';

/** Why a gate cannot pass, because something was not answered. */
export interface Lost {
  readonly verdict: Extract<Verdict, 'failed' | 'inconclusive'>;
  readonly reason: string;
}

/** Above this share of the cores, what else goes on on a machine may well be why an answer came too late. */
const disturbing = 0.25;

/** What the runs of a mode answered less than everything; undefined where nothing was lost. */
export function incomplete(report: Report, { runs }: ModeReport): Lost | undefined {
  const lost = runs.filter(({ result }) => result.completeness < 1 - 1e-9);
  if (lost.length === 0) return undefined;
  const less = `${lost.length} of ${counted(runs.length, 'run')} answered less than everything`;
  return excused(report, lost, `${less}: being faster at less is no gain, unless a gate on completeness concedes it`);
}

/** How often the source that a gate times did not answer cleanly: how long that took is not how long it takes. */
export function unanswered(report: Report, { runs }: ModeReport, { subject }: Pick<Gate, 'subject'>): Lost | undefined {
  const { source } = subject;
  if (source === undefined || subject.figure !== 'fetch') return undefined;
  const lost = runs.filter(({ result }) => result.errors.some((error) => error.source === source));
  if (lost.length === 0) return undefined;
  return excused(
    report,
    lost,
    `${printable(source)} did not answer cleanly in ${lost.length} of ${counted(runs.length, 'run')}`,
  );
}

/**
 * Failed, but inconclusive where the machine was too busy with other things in each of these runs, and the simulation
 * says that all would have answered.
 */
export function excused(report: Report, lost: readonly RunReport[], reason: string): Lost {
  const all =
    lost.length > 0 && lost.every((run) => run.predictedCompleteness === 1 && othersShare(run, report) > disturbing);
  if (report.clock !== 'real' || !all) return { verdict: 'failed', reason };
  const most = Math.max(...lost.map((run) => othersShare(run, report)));
  return {
    verdict: 'inconclusive',
    reason: `${reason}; but others took up to ${Math.round(most * 100)} % of the cores meanwhile, so it may be the machine`,
  };
}

/** The part of all cores that other processes and the hypervisor took during a run. */
function othersShare({ othersCpuMs, stealMs, makespanMs }: RunReport, { world }: Report): number {
  return ((othersCpuMs ?? 0) + (stealMs ?? 0)) / (world.cores * makespanMs);
}
