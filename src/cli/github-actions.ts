import { gateWords } from '../report/reporters/gates.js';
import type { Report } from '../report/schema.js';
import type { InconclusivePolicy } from '../runs/inconclusive.js';

const titles = { failed: 'Gate failed', unjudged: 'Gate could not be judged', inconclusive: 'Gate inconclusive' } as const;

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

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
