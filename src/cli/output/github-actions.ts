import { UsageError } from '../../model/errors.js';
import { gateWords } from '../../render/run/gates.js';
import type { Report } from '../../results/documents/run.js';
import type { InconclusivePolicy } from '../../experiments/inputs.js';
import { append } from './save.js';

const titles = {
  failed: 'Gate failed',
  unjudged: 'Gate could not be judged',
  inconclusive: 'Gate inconclusive',
} as const;

/**
 * Commands by which GitHub Actions shows a gate that did not pass beside the job:
 * docs.github.com/en/actions/reference/workflow-commands-for-github-actions
 */
export function annotations({ gates }: Pick<Report, 'gates'>, inconclusive: InconclusivePolicy): string {
  return gates
    .flatMap((gate) => {
      if (gate.verdict === 'passed') return [];
      const level = gate.verdict === 'inconclusive' && inconclusive === 'pass' ? 'warning' : 'error';
      return [`::${level} title=${property(titles[gate.verdict])}::${data(gateWords(gate))}\n`];
    })
    .join('');
}

/**
 * Adds Markdown to the summary of a job of GitHub Actions, behind what others have written there. If it cannot, that is
 * no reason for the job to fail.
 */
export async function addStepSummary(markdown: () => Promise<string>): Promise<void> {
  const path = process.env['GITHUB_STEP_SUMMARY'];
  if (path === undefined || path === '') return;
  try {
    await append(path, await markdown());
  } catch (thrown) {
    if (!(thrown instanceof UsageError)) throw thrown;
    process.stderr.write(`warning: GITHUB_STEP_SUMMARY: ${thrown.message}\n`);
  }
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
