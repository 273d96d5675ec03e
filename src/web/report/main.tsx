import '../parts/theme.css';
import '../parts/page.css';
import '../parts/tables.css';
import '../parts/controls.css';
import { createRoot } from 'react-dom/client';
import { Boundary } from '../parts/boundary.js';
import { lightOnPaper } from '../parts/theme.js';
import type { PageData } from '../../render/page.js';
import { Classroom } from './classroom/classroom.js';
import { ComparePage } from './compare/compare-page.js';
import { ResiliencePage } from './resilience/resilience-page.js';
import { RunPage } from './run/run-page.js';
import { SweepPage } from './sweep/sweep-page.js';
import { VerifyPage } from './verify/verify-page.js';

/** The whole page: that of the document's kind. */
function App({ data }: { data: PageData | undefined }) {
  if (data === undefined) return <p>There is no report in this page: agent-bench makes it with --html FILE.</p>;
  switch (data.kind) {
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

/** The data that the command line has put into the page; undefined where it has put none. */
function pageData(): PageData | undefined {
  const text = document.querySelector('#data')?.textContent;
  return text === undefined || text === null ? undefined : (JSON.parse(text) as PageData);
}

lightOnPaper();
createRoot(document.querySelector('#app')!).render(
  <Boundary>
    <App data={pageData()} />
  </Boundary>,
);
