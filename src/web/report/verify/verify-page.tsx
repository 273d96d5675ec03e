import { clip } from '../../../lib/text.js';
import { verificationSummary, verifiedHead, verifiedModes, verifiedWhere } from '../../../render/verify/figures.js';
import type { Check, Verification } from '../../../results/documents/verify.js';
import { runFacts } from '../../parts/environment.js';
import { Facts, Sentences } from '../../parts/text.js';
import { FiguresTable } from '../../parts/tables.js';
import { Frame, created } from '../../parts/frame.js';

const marks: Readonly<Record<Check['outcome'], readonly [mark: string, tone: string]>> = {
  passed: ['✓', 'good'],
  FAILED: ['✗', 'bad'],
  'not judged': ['?', 'unsure'],
};

/** The page of a verification: the checklist with expected and measured values, then the times of the modes. */
export function VerifyPage({ report }: { report: Verification }) {
  const { scenario, checks, createdAt, tool } = report;
  const sections = [
    { id: 'summary', title: 'Summary', content: <Sentences of={[verificationSummary(report)]} lead /> },
    {
      id: 'checks',
      title: 'Checklist',
      content: (
        <ol className="checks">
          {checks.map((check) => (
            <Line key={check.id} check={check} />
          ))}
        </ol>
      ),
    },
    {
      id: 'times',
      title: 'Times of the modes',
      content: (
        <FiguresTable caption="Times of the modes" quiet head={verifiedHead} rows={verifiedModes(report)} words={[1]} />
      ),
    },
    { id: 'scenario', title: 'Scenario and machine', content: <Facts of={runFacts({ ...report, clock: 'real' })} /> },
  ];
  return (
    <Frame
      kind="verification"
      name={scenario.name}
      subtitle={scenario.question}
      facts={[verifiedWhere(report), created(createdAt)]}
      sections={sections}
      tool={tool}
    />
  );
}

function Line({ check: { what, outcome, expected, measured, reason } }: { check: Check }) {
  const [mark, tone] = marks[outcome];
  return (
    <li>
      <h3>
        <span className={`badge ${tone}`}>
          <span aria-hidden="true">{mark} </span>
          {outcome}
        </span>{' '}
        {clip(what, 300)}
      </h3>
      <Facts
        of={[
          ['expected', clip(expected, 1000)],
          ['measured', clip(measured, 1000)],
          ...(reason === null ? [] : [['why', clip(reason, 1000)] as const]),
        ]}
      />
    </li>
  );
}
