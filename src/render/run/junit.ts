import { printable } from '../../lib/text.js';
import { sum } from '../../lib/statistics/descriptive.js';
import type { GateResult } from '../../results/documents/gates.js';
import type { Report } from '../../results/documents/run.js';
import { gateWords } from './gates.js';
import { gatesText } from './text.js';
import { plainStyle } from '../style.js';

/**
 * What becomes of an inconclusive gate: it fails its test, or the test counts as skipped where such gates are let pass.
 */
export interface JUnitOptions {
  readonly inconclusive: 'failure' | 'skipped';
}

type Outcome = 'failure' | 'error' | 'skipped' | undefined;

/**
 * The gates as a JUnit file, a test case each: what both the schema of Ant's and the schema of Jenkins's JUnit files
 * admit.
 */
export function junit(report: Report, options: JUnitOptions): string {
  const { gates, scenario, createdAt, modes } = report;
  const outcomes = gates.map((gate) => outcomeOf(gate, options));
  const number = (outcome: Outcome): string => String(outcomes.filter((one) => one === outcome).length);
  const suite = attributes({
    name: scenario.name,
    package: 'agent-bench',
    id: '0',
    hostname: 'localhost', // which the schema wants where a host has no name
    timestamp: createdAt.slice(0, 19),
    time: seconds(sum(modes.flatMap(({ runs }) => runs.map(({ makespanMs }) => makespanMs)))),
    tests: String(gates.length),
    failures: number('failure'),
    errors: number('error'),
    skipped: number('skipped'),
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite${suite}>`,
    '    <properties>',
    ...properties(report),
    '    </properties>',
    ...gates.flatMap((gate, i) => testCase(gate, outcomes[i], scenario.name)),
    `    <system-out>${escaped(gatesText(report, plainStyle()))}</system-out>`,
    '    <system-err></system-err>',
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function outcomeOf({ verdict }: GateResult, { inconclusive }: JUnitOptions): Outcome {
  return ({ passed: undefined, failed: 'failure', inconclusive, unjudged: 'error' } as const)[verdict];
}

function properties({ clock, seed, tool, environment, world }: Report): string[] {
  const of = {
    clock,
    seed: String(seed),
    version: tool.version,
    node: environment.node,
    cpu: environment.cpuModel,
    cores: String(world.cores),
  };
  return Object.entries(of).map(([name, value]) => `      <property${attributes({ name, value })}/>`);
}

function testCase(gate: GateResult, outcome: Outcome, scenario: string): string[] {
  const named = { name: gate.expression, classname: `agent-bench.${scenario}`, time: '0.000' };
  const begin = `    <testcase${attributes(named)}`;
  if (outcome === undefined) return [`${begin}/>`];
  const message = gateWords(gate);
  const about = attributes(outcome === 'skipped' ? { message } : { message, type: gate.verdict });
  return [`${begin}>`, `      <${outcome}${about}>${escaped(gate.reason)}</${outcome}>`, '    </testcase>'];
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(value)}"`)
    .join('');
}

/** Text as XML 1.0 admits it: markup escaped, and what no XML may hold shown in its printable form or replaced. */
function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text
    .split('\n')
    .map(printable)
    .join('\n')
    .replaceAll(/[\uD800-\uDFFF\uFFFE\uFFFF]/gu, '\uFFFD')
    .replaceAll(/[&<>"]/gu, (character) => entities[character]!);
}
