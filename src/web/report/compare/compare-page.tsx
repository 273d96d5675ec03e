import { useMemo } from 'react';
import { clip, counted, printable } from '../../../lib/text.js';
import { differenceWords } from '../../../judge/comparison/comparability.js';
import type { Comparison } from '../../../results/documents/compare.js';
import {
  attributedParts,
  changedModes,
  comparedFigures,
  headlines,
  method,
  probability,
} from '../../../render/compare/figures.js';
import type { Report } from '../../../results/documents/run.js';
import { Timelines } from '../../parts/timeline/timelines.js';
import { ChangeIntervals } from './change-intervals.js';
import { Facts, Findings, Sentences } from '../../parts/text.js';
import { FiguresTable } from '../../parts/tables.js';
import { Frame, type Section, created } from '../../parts/frame.js';

interface ComparePageProps {
  readonly report: Comparison;
  readonly sides: readonly [base: Report, next: Report] | undefined;
}

/**
 * The page of a comparison: a sentence for each mode, the figures, where the difference comes from, and both timelines
 * if the reports themselves are given.
 */
export function ComparePage({ report, sides }: ComparePageProps) {
  const { base, new: next, comparisons, tool, createdAt, interleaved } = report;
  const changed = changedModes(report);
  const sections: (Section | undefined)[] = [
    { id: 'summary', title: 'Summary', content: <Summary report={report} /> },
    comparisons.length === 0 ? undefined : { id: 'figures', title: 'Figures', content: <Figures report={report} /> },
    changed.length === 0
      ? undefined
      : {
          id: 'attribution',
          title: 'Where the difference comes from',
          content: <Attribution report={report} modes={changed} />,
        },
    sides === undefined
      ? undefined
      : { id: 'timeline', title: 'Timelines', content: <BothTimelines report={report} sides={sides} /> },
    { id: 'sides', title: 'What is compared', content: <Sides report={report} /> },
  ];
  return (
    <Frame
      kind="comparison"
      name={base.scenario}
      subtitle={`${clip(base.name, 200)} and ${clip(next.name, 200)}`}
      facts={[
        interleaved ? 'run in turn' : 'saved reports',
        base.clock === 'virtual' ? 'simulated' : 'measured',
        created(createdAt),
      ]}
      sections={sections}
      tool={tool}
    />
  );
}

function Summary({ report }: { report: Comparison }) {
  return (
    <>
      <Findings of={headlines(report)} />
      <Sentences of={report.warnings.map((warning) => `${warning}.`)} tone="warning" />
    </>
  );
}

function Figures({ report }: { report: Comparison }) {
  const modes = [...new Set(report.comparisons.map(({ mode }) => mode))];
  const head = ['figure', 'base', 'new', 'change', '95 % interval, %', 'p', 'least to show', 'verdict'];
  return (
    <>
      {modes.map((mode) => {
        const compared = report.comparisons.filter((one) => one.mode === mode);
        const rows = compared.map((one) => {
          const [figure, before, now, change, interval, least, verdict] = comparedFigures(one) as [
            string,
            string,
            string,
            string,
            string,
            string,
            string,
          ];
          return [
            figure,
            before,
            now,
            change,
            interval,
            probability(one.pValue),
            least,
            one.reason === undefined ? verdict : `${verdict}: ${one.reason}`,
          ];
        });
        return (
          <div key={mode}>
            <h3>{mode}</h3>
            <ChangeIntervals mode={mode} compared={compared} />
            <FiguresTable caption={`Figures of ${mode}`} quiet head={head} rows={rows} words={[7]} />
          </div>
        );
      })}
      <Sentences of={[method(report)]} tone="note" />
    </>
  );
}

function BothTimelines({ report: { base, new: next }, sides }: { report: Comparison; sides: readonly Report[] }) {
  const names = useMemo(
    () => [`base: ${clip(printable(base.name), 80)}`, `new: ${clip(printable(next.name), 80)}`],
    [base, next],
  );
  return <Timelines reports={sides} names={names} />;
}

function Attribution({ report, modes }: { report: Comparison; modes: readonly string[] }) {
  return (
    <div className="grid">
      {modes.map((mode) => (
        <FiguresTable
          key={mode}
          caption={`Where ${mode}’s makespan changed`}
          head={['part', 'base', 'new', 'difference']}
          rows={attributedParts(report, mode)}
        />
      ))}
    </div>
  );
}

function Sides({ report: { base, new: next, interleaved, differences } }: { report: Comparison }) {
  return (
    <>
      <div className="grid">
        {[['Base', base] as const, ['New', next] as const].map(([title, side]) => (
          <div key={title}>
            <h3>{title}</h3>
            <Facts of={sideFacts(side, interleaved)} />
          </div>
        ))}
      </div>
      {differences.length > 0 && (
        <>
          <h3>They differ in</h3>
          <ul>
            {differences.slice(0, 200).map((one) => (
              <li key={one.path}>{clip(differenceWords({ ...one, next: one.new }), 400)}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function sideFacts(
  { name, createdAt, tool, environment, world, seed, runs }: Comparison['base'],
  interleaved: boolean,
): [name: string, value: string][] {
  return [
    ['Report', clip(printable(name), 300)],
    ['Made', `${created(createdAt)} by agent-bench ${tool.version}${interleaved ? ', in turn with the other' : ''}`],
    ['Runs', `${counted(Math.max(0, ...Object.values(runs)), 'run')} a mode`],
    ['Cores and workers', `${counted(world.cores, 'core')}, ${counted(world.workers, 'worker')}`],
    ['Machine', environment.cpuModel],
    ['Software', `Node ${environment.node} on ${environment.platform} ${environment.arch}`],
    ['Seed', String(seed)],
  ];
}
