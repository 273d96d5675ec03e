import { useMemo, useRef, useState } from 'react';
import { chainOf } from '../../../analysis/chain.js';
import { shownWorkers } from '../../../analysis/lanes.js';
import { timelineRows } from '../../../analysis/rows.js';
import { formatDuration } from '../../../lib/duration.js';
import type { TimeRange } from '../../../lib/time-range.js';
import type { Span } from '../../../model/trace.js';
import { realToleranceMs } from '../../../results/build.js';
import { completenessOf } from '../../../render/run/figures.js';
import { typicalRun } from '../../../results/typical.js';
import type { ModeReport, Report } from '../../../results/documents/run.js';
import { inferenceWaits } from '../../../scenario/derived.js';
import { ChainWords } from './chain-words.js';
import { slackOf } from '../lanes/span-facts.js';
import { Picture } from './picture.js';
import { SpanTable } from '../lanes/span-table.js';

interface PanelProps {
  readonly report: Report;
  readonly mode: ModeReport;
  /** The name of its report, where there are two. */
  readonly side: string | undefined;
  /** The index of the run that is shown. */
  readonly index: number;
  readonly onIndex: (index: number) => void;
  readonly range: TimeRange;
  readonly whole: TimeRange;
  readonly onRange: (range: TimeRange) => void;
}

/** One mode of a report: its figures, the picture of one of its runs, and the table behind it. */
export function Panel({ report, mode, side, index, onIndex, range, whole, onRange }: PanelProps) {
  const run = mode.runs[index]!;
  const { scenario, world, clock } = report;
  const [chosen, setChosen] = useState<Span>();
  const section = useRef<HTMLElement>(null);
  const lanes = useMemo(() => {
    const names = scenario.sources.map(({ name }) => name).filter((name) => Object.hasOwn(run.result.sources, name));
    const workers = inferenceWaits(scenario) ? [] : shownWorkers([], world.workers).shown;
    return timelineRows(run.spans, names, workers);
  }, [run, scenario, world]);
  const slack = useMemo(() => slackOf(report, mode, run), [report, mode, run]);
  // The chosen span may be of a run that is no longer shown.
  const span = chosen && run.spans.includes(chosen) ? chosen : undefined;
  const chain = useMemo(
    () => span && chainOf(span, run.spans, clock === 'real' ? realToleranceMs : 0),
    [span, run, clock],
  );
  const close = (): void => {
    setChosen(undefined);
    // The button that had the focus goes.
    section.current!.querySelector<HTMLElement>('.tl-picture')!.focus({ preventScroll: true });
  };
  const title = side === undefined ? mode.mode : `${mode.mode}, ${side}`;
  const makespan = formatDuration(run.makespanMs);
  const answered = completenessOf([run]).replace(/%?$/, (sign) => (sign === '' ? ' sources' : '% of the sources'));
  return (
    <section ref={section} className="tl-panel" aria-label={title}>
      <header>
        <h3>{mode.mode}</h3>
        {side !== undefined && <span className="tl-side">{side}</span>}
        <span className="tl-figures">
          {makespan} · {answered}
        </span>
        {mode.runs.length > 1 && <RunChoice mode={mode} title={title} index={index} onIndex={onIndex} />}
      </header>
      <Picture
        // Another run has other spans, so the focus and the pointer start anew.
        key={index}
        run={run}
        lanes={lanes}
        label={`Timeline of ${title}: ${makespan}, ${run.spans.length} spans`}
        range={range}
        whole={whole}
        onRange={onRange}
        slack={slack}
        chosen={span}
        chain={chain}
        onChoose={setChosen}
      />
      {span && chain && <ChainWords span={span} chain={chain} slack={slack} onClose={close} />}
      <SpanTable run={run} title={title} slack={slack} />
    </section>
  );
}

/** The choice of the run that is shown; runs are listed in the order in which they ran. */
function RunChoice({
  mode,
  title,
  index,
  onIndex,
}: {
  mode: ModeReport;
  title: string;
  index: number;
  onIndex: (index: number) => void;
}) {
  const typical = mode.runs.indexOf(typicalRun(mode.runs));
  const go = (to: number) => () => onIndex((to + mode.runs.length) % mode.runs.length);
  return (
    <span className="tl-runs">
      <button type="button" aria-label={`Previous run of ${title}`} onClick={go(index - 1)}>
        ‹
      </button>
      <select aria-label={`Run of ${title}`} value={index} onChange={({ target }) => onIndex(Number(target.value))}>
        {mode.runs.map((run, i) => (
          // oxlint-disable-next-line react/no-array-index-key -- a run has no name but its place
          <option key={i} value={i}>
            {`run ${i + 1} of ${mode.runs.length} · ` +
              `${formatDuration(run.makespanMs)}${i === typical ? ' · typical' : ''}`}
          </option>
        ))}
      </select>
      <button type="button" aria-label={`Next run of ${title}`} onClick={go(index + 1)}>
        ›
      </button>
    </span>
  );
}
