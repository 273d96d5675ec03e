import { counted, printable } from '../../../lib/text.js';
import {
  adviceSentence,
  allowance,
  caveats,
  conclusion,
  confirmedHead,
  confirmedRows,
  failureHead,
  failureRows,
  interruptedSentence,
  latticeSentence,
  remediesTitle,
  tuningTitle,
  worstSentence,
} from '../../../render/resilience/figures.js';
import type { ResilienceReport } from '../../../results/documents/resilience.js';
import { Command, Sentences } from '../../parts/text.js';
import { FiguresTable } from '../../parts/tables.js';
import { Frame, type Section, created } from '../../parts/frame.js';
import { Lattice } from './lattice.js';
import { RemedyTable } from './remedy-table.js';
import { TuningCurve } from './tuning-curve.js';

/** The page of a resilience report: failing sources, invariants, remedies, tuning. */
export function ResiliencePage({ report }: { report: ResilienceReport }) {
  const { scenario, world, createdAt, tool, remedies, tuning, confirmed } = report;
  const sections: (Section | undefined)[] = [
    { id: 'summary', title: 'Summary', content: <Summary report={report} /> },
    { id: 'lattice', title: 'Failing sources', content: <Cases report={report} /> },
    { id: 'invariants', title: 'Invariants', content: <Invariants lattice={report.lattice} /> },
    remedies.length === 0
      ? undefined
      : {
          id: 'remedies',
          title: 'Remedies',
          content: (
            <>
              <Sentences of={[remediesTitle(report, remedies[0]!)]} />
              <RemedyTable caption="Remedies and their price" what="remedy" rows={remedies} />
              <Sentences of={[`★ ${caveats}`]} tone="note" />
            </>
          ),
        },
    tuning === null ? undefined : { id: 'tuning', title: 'Tuning', content: <Tuning tuning={tuning} /> },
    confirmed.length === 0
      ? undefined
      : {
          id: 'confirmed',
          title: 'On real time',
          content: <FiguresTable caption="Run again on real time" head={confirmedHead} rows={confirmedRows(report)} />,
        },
  ];
  return (
    <Frame
      kind="resilience"
      name={scenario.name}
      subtitle={scenario.question}
      facts={[
        counted(scenario.sources.length, 'source'),
        counted(world.cores, 'core'),
        counted(world.workers, 'worker'),
        'simulated',
        created(createdAt),
      ]}
      sections={sections}
      tool={tool}
    />
  );
}

function Summary({ report }: { report: ResilienceReport }) {
  return (
    <>
      {report.interrupted && <Sentences of={[interruptedSentence]} tone="warning" />}
      <Sentences of={[conclusion(report)]} lead />
      <Sentences of={[`Tried: ${latticeSentence(report)}.`]} />
    </>
  );
}

function Cases({ report }: { report: ResilienceReport }) {
  const { worst } = report.lattice;
  return (
    <>
      <FiguresTable caption="By how many sources are not healthy" head={failureHead} rows={failureRows(report)} />
      <Lattice report={report} />
      <Sentences of={[worstSentence(report)]} />
      <Command text={worst.command} />
    </>
  );
}

function Invariants({ lattice }: { lattice: ResilienceReport['lattice'] }) {
  return (
    <ul className="marked-list">
      {lattice.invariants.map(({ name, checked, broken, command }) => (
        <li key={name}>
          <span className={`badge ${broken === 0 ? 'good' : 'bad'}`}>
            <span aria-hidden="true">{broken === 0 ? '✓' : '✗'} </span>
            {broken === 0 ? 'holds' : 'BROKEN'}
          </span>{' '}
          {printable(name)}
          {allowance(name, lattice)} (
          {broken === 0 ? `${checked} of ${checked}` : `in ${broken} of ${checked}; the first below`})
          {command !== null && <Command text={command} />}
        </li>
      ))}
    </ul>
  );
}

function Tuning({ tuning }: { tuning: NonNullable<ResilienceReport['tuning']> }) {
  return (
    <>
      <Sentences of={[adviceSentence(tuning)]} lead />
      <Sentences of={[tuningTitle(tuning)]} />
      <TuningCurve tuning={tuning} />
      <RemedyTable caption={`Values of ${tuning.parameter}`} what={tuning.parameter} rows={tuning.points} />
    </>
  );
}
