import { modesFigures, predictionHead, predictionRows } from '../../../render/run/figures.js';
import { headingParts, interruptedNote, predictionTitle, simulationNotes } from '../../../render/run/run-words.js';
import { modelHead, modelNotes, modelRows } from '../../../render/run/model.js';
import { networkHead, networkRows, networkTitle } from '../../../render/run/network.js';
import { summary } from '../../../render/run/summary.js';
import type { Report } from '../../../results/documents/run.js';
import { inferenceWaits } from '../../../scenario/derived.js';
import { Timelines } from '../../parts/timeline/timelines.js';
import { WhatIf } from '../../parts/what-if/what-if.js';
import { BoundBars } from './bound-bars.js';
import { CoreUsage } from './core-usage.js';
import { Distributions } from './distributions.js';
import { runFacts } from '../../parts/environment.js';
import { Facts, Sentences } from '../../parts/text.js';
import { Failures, somethingFailed } from './failures.js';
import { FiguresTable } from '../../parts/tables.js';
import { Frame, type Section, created } from '../../parts/frame.js';
import { Gates } from './gates.js';

/** The page of a run. */
export function RunPage({ report }: { report: Report }) {
  const { scenario, modes, gates, createdAt, tool } = report;
  const [name, ...facts] = headingParts(report);
  const sections: (Section | undefined)[] = [
    { id: 'summary', title: 'Summary', content: <Summary report={report} /> },
    gates.length === 0 ? undefined : { id: 'gates', title: 'Gates', content: <Gates gates={gates} /> },
    modes.length === 0 ? undefined : { id: 'timeline', title: 'Timeline', content: <Timelines reports={[report]} /> },
    somethingFailed(report) ? { id: 'failures', title: 'Failures', content: <Failures report={report} /> } : undefined,
    modes.length === 0 ? undefined : { id: 'what-if', title: 'What if', content: <WhatIf report={report} /> },
    modes.length === 0
      ? undefined
      : { id: 'bound', title: 'Speedup and efficiency', content: <BoundBars report={report} /> },
    modes.length === 0 || inferenceWaits(scenario)
      ? undefined
      : { id: 'cores', title: 'Cores', content: <CoreUsage report={report} /> },
    modes.some(({ runs }) => runs.length > 1)
      ? { id: 'distributions', title: 'Distributions', content: <Distributions report={report} /> }
      : undefined,
    ...furtherFigures(report),
    { id: 'scenario', title: 'Scenario and machine', content: <Facts of={runFacts(report)} /> },
  ];
  return (
    <Frame
      kind="run"
      name={name!}
      subtitle={scenario.question}
      facts={[...facts, created(createdAt)]}
      sections={sections}
      tool={tool}
    />
  );
}

function Summary({ report }: { report: Report }) {
  const { head, rows } = modesFigures(report);
  return (
    <>
      {report.interrupted && <Sentences of={[interruptedNote]} tone="warning" />}
      <Sentences of={summary(report)} lead />
      {rows.length > 0 && <FiguresTable caption="Figures of the modes" quiet head={head} rows={rows} />}
      <Sentences of={simulationNotes(report)} tone="note" />
    </>
  );
}

/** The sections that only some runs have: prediction, model, network. */
function furtherFigures(report: Report): (Section | undefined)[] {
  const [predicted, model, network] = [predictionRows(report), modelRows(report), networkRows(report)];
  return [
    predicted.length === 0
      ? undefined
      : {
          id: 'prediction',
          title: 'Prediction',
          content: <FiguresTable caption={predictionTitle(report)} head={predictionHead} rows={predicted} />,
        },
    model.length === 0
      ? undefined
      : {
          id: 'model',
          title: 'Model',
          content: (
            <>
              <FiguresTable caption="Calls and tokens of the model" quiet head={modelHead} rows={model} />
              <Sentences of={modelNotes(report)} tone="note" />
            </>
          ),
        },
    network.length === 0
      ? undefined
      : {
          id: 'network',
          title: 'Network',
          content: <FiguresTable caption={networkTitle} head={networkHead} rows={network} />,
        },
  ];
}
