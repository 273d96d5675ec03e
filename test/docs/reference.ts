import { commandReference } from './command-reference.js';
import { documentParts } from './document-reference.js';
import { code, table } from './markdown.js';
import { policyParts, scenarioParts } from './scenario-reference.js';
import { tables } from './tables.js';

/** The generated parts of the reference pages: Markdown by the name in `<!-- generated: NAME -->`. */
export function generated(): Readonly<Record<string, string>> {
  return {
    commands: commandReference(tables.program()),
    'exit-codes': exitCodeTable(),
    faults: faultTable(tables.faultKinds),
    'worker-faults': faultTable(tables.workerFaultKinds),
    figures: figureTable(tables.figures),
    'source-figures': figureTable(tables.sourceFigures),
    statistics: statisticTable(),
    modes: modeTable(),
    'sweep-parameters': parameterTable(),
    ...scenarioParts(tables.scenario),
    ...policyParts(tables.policies),
    ...documentParts({ schemas: tables.documents, failureKinds: tables.failureKinds }),
  };
}

function exitCodeTable(): string {
  const lines = tables.exitCodesHelp.matchAll(/^ {2}(?<number>\d+) +(?<meaning>.+)$/gm);
  const rows = [...lines].map(({ groups }) => [groups!['number']!, groups!['meaning']!]);
  return table(['code', 'meaning'], rows);
}

interface Kind {
  readonly summary: string;
  readonly argument: string;
  readonly remedy?: string;
}

function faultTable(kinds: Readonly<Record<string, Kind>>): string {
  const rows = Object.entries(kinds).map(([name, kind]) => {
    return [code(written(name, kind)), kind.summary, kind.remedy ?? ''];
  });
  return table(['fault', 'what it does', 'its argument'], rows);
}

/** `slow:DURATION`, or `crash[:SHARE]` where the argument may be left out. */
function written(name: string, { argument }: Kind): string {
  if (argument === '') return name;
  return argument.startsWith('[') ? `${name}[:${argument.slice(1)}` : `${name}:${argument}`;
}

const units = { ms: 'duration', share: 'share, 0 to 1', ratio: 'ratio', count: 'number' } as const;

function figureTable(figures: (typeof tables)['figures']): string {
  const rows = Object.entries(figures).map(([name, { unit, better, typical, summary }]) => {
    return [code(name), units[unit], better, typical, summary];
  });
  return table(['figure', 'unit', 'better', 'typical statistic', 'definition'], rows);
}

function statisticTable(): string {
  const rows = tables.statistics.map(({ name, summary, needs, intervalNeeds = 0, runsToBound }) => {
    return [code(name), summary, String(needs), String(runsToBound ?? Math.max(needs, intervalNeeds))];
  });
  return table(['statistic', 'definition', 'runs on simulated time', 'runs on real time'], rows);
}

function modeTable(): string {
  const rows = Object.entries(tables.modes).map(([name, { summary, byDefault }]) => {
    return [code(name), summary, byDefault ? 'yes' : 'no'];
  });
  return table(['mode', 'how it schedules the steps', 'runs by default'], rows);
}

function parameterTable(): string {
  const rows = Object.entries(tables.sweepParameters).map(([name, { summary }]) => [code(name), summary]);
  return table(['name', 'what changes'], rows);
}
