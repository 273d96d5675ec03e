import type { PageData } from '../../render/page.js';
import { Classroom } from './classroom/classroom.js';
import { ComparePage } from './compare/compare-page.js';
import { ResiliencePage } from './resilience/resilience-page.js';
import { RunPage } from './run/run-page.js';
import { SweepPage } from './sweep/sweep-page.js';
import { VerifyPage } from './verify/verify-page.js';

/** The whole page. */
export function App({ data }: { data: PageData | undefined }) {
  switch (data?.kind) {
    case undefined:
      return <p>There is no report in this page: agent-bench makes it with --html FILE.</p>;
    case 'run':
      return data.view === 'classroom' ? <Classroom report={data.report} /> : <RunPage report={data.report} />;
    case 'resilience':
      return <ResiliencePage report={data.report} />;
    case 'compare':
      return <ComparePage report={data.report} sides={data.sides} />;
    case 'sweep':
      return <SweepPage report={data.report} />;
    case 'verify':
      return <VerifyPage report={data.report} />;
  }
}
