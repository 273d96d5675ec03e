import { printable } from '../../lib/text.js';
import { UsageError } from '../../model/errors.js';
import type { Scenario } from '../schema.js';
import { inferenceRules } from './inference-rules.js';
import { policyRules } from './policy-rules.js';
import { walkPolicies, type Finding, type Rule } from './walk.js';

/** Every rule, in the order in which findings are reported. */
const rules: readonly Rule[] = [...Object.values(policyRules), ...Object.values(inferenceRules)];

const maxErrorsShown = 10;

/** Throws a UsageError that lists what can never work, a line each. `where` names the scenario in it. */
export function refuseErrors(scenario: Scenario, where: string): void {
  const lines = [...new Set(findings(scenario, 'error').map(({ line }) => line))];
  if (lines.length === 0) return;
  const more = lines.length > maxErrorsShown ? [`and ${lines.length - maxErrorsShown} more`] : [];
  throw new UsageError(
    [`${where} contradicts itself:`, ...[...lines.slice(0, maxErrorsShown), ...more].map((line) => `  ${line}`)]
      .map(printable)
      .join('\n'),
  );
}

/**
 * What may not work as hoped, a line each; at most one of each policy. Speaks of stated values alone: one that equals
 * its default is taken for left out.
 */
export function lintWarnings(scenario: Scenario): string[] {
  const first = new Map<string, string>();
  for (const { path, line } of findings(scenario, 'warning')) if (!first.has(path)) first.set(path, line);
  return [...first.values()];
}

function findings(scenario: Scenario, severity: Rule['severity']): Finding[] {
  const walk = walkPolicies(scenario);
  return rules.filter((rule) => rule.severity === severity).flatMap(({ check }) => check(walk));
}
