import type { InconclusivePolicy } from '../experiments/inputs.js';
import type { DocumentKind, DocumentOf } from '../results/documents/index.js';
import type { Report } from '../results/documents/run.js';

/** Exit codes, as `agent-bench help exit-codes` and the docs list them. */
export const exitCodes = {
  done: 0,
  defect: 1,
  usage: 2,
  noAnswer: 3,
  brokenInvariant: 4,
  gateFailed: 10,
  gateInconclusive: 11,
  gateUnjudged: 12,
  interrupted: 130,
} as const;

export const exitCodesHelp = `Exit codes:
  0    done
  1    a defect of agent-bench
  2    wrong usage, scenario or file; or a report could not be written
  3    no source answered in some mode
  4    an invariant is broken (resilience), or a check failed (verify)
  10   a gate failed
  11   a gate was inconclusive
  12   a gate could not be judged
  130  interrupted; what was finished is saved
Of several, the first of 2, 130, 3, 10, 12 and 11 is given.`;

/** The exit code that a document comes to; `input` is what its operation was asked with. */
export function exitCodeOf(
  document: DocumentOf<DocumentKind>,
  input: { readonly inconclusive?: unknown },
  interrupted: boolean,
): number {
  if (document.kind === 'ask') return document.success ? exitCodes.done : exitCodes.noAnswer;
  if (interrupted || ('interrupted' in document && document.interrupted)) return exitCodes.interrupted;
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- most kinds say nothing that could be a failure
  switch (document.kind) {
    case 'run':
      return runCode(document, input.inconclusive as InconclusivePolicy);
    case 'resilience':
      return document.lattice.invariants.some(({ broken }) => broken > 0) ? exitCodes.brokenInvariant : exitCodes.done;
    case 'verify':
      return document.outcome === 'FAILED' ? exitCodes.brokenInvariant : exitCodes.done;
    default:
      return exitCodes.done;
  }
}

/** Gates come last: what nobody answered is nothing to be judged by. */
function runCode(report: Report, inconclusive: InconclusivePolicy): number {
  const answered = report.modes.every(({ runs }) => runs.every((run) => run.result.success));
  return answered ? gateCode(report, inconclusive) : exitCodes.noAnswer;
}

/** A failed gate outranks one that could not be judged, and that an inconclusive one. */
function gateCode({ gates }: Report, inconclusive: InconclusivePolicy): number {
  const some = (verdict: Report['gates'][number]['verdict']): boolean => gates.some((gate) => gate.verdict === verdict);
  if (some('failed')) return exitCodes.gateFailed;
  if (some('unjudged')) return exitCodes.gateUnjudged;
  return some('inconclusive') && inconclusive !== 'pass' ? exitCodes.gateInconclusive : exitCodes.done;
}
