import type { PageData } from '../report/page.js';
import { Classroom } from './classroom/classroom.js';
import { ComparePage } from './pages/compare-page.js';
import { ResiliencePage } from './pages/resilience-page.js';
import { RunPage } from './pages/run-page.js';
import { SweepPage } from './pages/sweep-page.js';
import { VerifyPage } from './pages/verify-page.js';

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
