import { useMemo, useState } from 'react';
import { moved, zoomed, type TimeRange } from '../../../lib/time-range.js';
import { listed } from '../../../lib/text.js';
import { typicalRun } from '../../../results/typical.js';
import type { ModeReport, Report } from '../../../results/documents/run.js';
import { slackOf } from '../lanes/span-facts.js';
import { TimelineLegend } from './legend.js';
import { Panel } from './panel.js';
import './timeline.css';

/** One picture: a mode of a report. */
interface Shown {
  readonly key: string;
  readonly report: Report;
  readonly mode: ModeReport;
  readonly side: string | undefined;
}

interface TimelinesProps {
  readonly reports: readonly Report[];
  /** The names of the reports, where there are two. */
  readonly names?: readonly string[];
}

/** The timelines of the modes of a report, or of two, one above the other on one axis. */
export function Timelines({ reports, names: sides }: TimelinesProps) {
  const names = [...new Set(reports.flatMap(({ modes }) => modes.map(({ mode }) => mode)))];
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [runs, setRuns] = useState<Readonly<Record<string, number>>>({});
  const [zoom, setZoom] = useState<TimeRange>();
  const shown = useMemo(
    () => picturesOf(reports, sides).filter(({ mode }) => !hidden.has(mode.mode)),
    [reports, sides, hidden],
  );
  const indexOf = ({ key, mode }: Shown): number => runs[key] ?? mode.runs.indexOf(typicalRun(mode.runs));
  const longestMs = Math.max(0.001, ...shown.map((one) => one.mode.runs[indexOf(one)]!.makespanMs));
  const whole = useMemo(() => ({ fromMs: 0, toMs: longestMs }), [longestMs]);
  const range = useMemo(() => (zoom === undefined ? whole : moved(zoom, 0, whole)), [zoom, whole]);
  const setRange = (next: TimeRange): void => setZoom(next.toMs - next.fromMs >= whole.toMs ? undefined : next);
  const runsShown = shown.map((one) => one.mode.runs[indexOf(one)]!);

  return (
    <div className="tl">
      <div className="tl-controls">
        {names.length > 1 && (
          <ModeChoice
            names={names}
            hidden={hidden}
            onToggle={(name) => setHidden(toggled(hidden, name, names.length))}
          />
        )}
        <ZoomButtons range={range} whole={whole} onRange={setRange} />
      </div>
      <TimelineLegend
        spans={runsShown.flatMap(({ spans }) => spans)}
        slack={slackWords(shown)}
        instants={runsShown.some(({ instants }) => instants.length > 0)}
      />
      {shown.map((one) => (
        <Panel
          key={one.key}
          report={one.report}
          mode={one.mode}
          side={one.side}
          index={indexOf(one)}
          onIndex={(index) => setRuns({ ...runs, [one.key]: index })}
          range={range}
          whole={whole}
          onRange={setRange}
        />
      ))}
      <p className="tl-keys" id="tl-keys">
        Drag to pan, Ctrl and the wheel or two fingers to zoom, click a span to see its chain. With the keyboard: arrow
        keys go from span to span, Enter shows the chain, + and − zoom, Shift and an arrow pans, 0 shows the whole run,
        Escape ends it.
      </p>
    </div>
  );
}

interface ModeChoiceProps {
  readonly names: readonly string[];
  readonly hidden: ReadonlySet<string>;
  readonly onToggle: (name: string) => void;
}

/** A checkbox for each mode. */
function ModeChoice({ names, hidden, onToggle }: ModeChoiceProps) {
  return (
    <fieldset>
      <legend>Modes</legend>
      {names.map((name) => (
        <label key={name}>
          <input type="checkbox" checked={!hidden.has(name)} onChange={() => onToggle(name)} />
          {name}
        </label>
      ))}
    </fieldset>
  );
}

interface ZoomButtonsProps {
  readonly range: TimeRange;
  readonly whole: TimeRange;
  readonly onRange: (range: TimeRange) => void;
}

/** Buttons that zoom around the middle of the range, and one that shows the whole run. */
function ZoomButtons({ range, whole, onRange }: ZoomButtonsProps) {
  const zoom = (factor: number) => () => onRange(zoomed(range, factor, (range.fromMs + range.toMs) / 2, whole));
  return (
    <fieldset className="tl-zoom" aria-label="Zoom">
      <button type="button" aria-label="Zoom out" disabled={range === whole} onClick={zoom(2)}>
        −
      </button>
      <button type="button" aria-label="Zoom in" onClick={zoom(0.5)}>
        +
      </button>
      <button type="button" disabled={range === whole} onClick={() => onRange(whole)}>
        Whole run
      </button>
    </fieldset>
  );
}

/** Every mode of every report; those of one name stand together. */
function picturesOf(reports: readonly Report[], sides: readonly string[] | undefined): Shown[] {
  const names = [...new Set(reports.flatMap(({ modes }) => modes.map(({ mode }) => mode)))];
  return names.flatMap((name) =>
    reports.flatMap((report, i) => {
      const mode = report.modes.find((one) => one.mode === name);
      const side = sides?.[i];
      return mode === undefined ? [] : [{ key: `${i} ${name}`, report, mode, side }];
    }),
  );
}

/** The runs whose slack is known: what-if finds that of one run of one mode. Undefined where there is none. */
function slackWords(shown: readonly Shown[]): string | undefined {
  const known = shown.flatMap(({ report, mode }) => {
    const run = mode.runs.findIndex((one) => slackOf(report, mode, one).size > 0);
    return run === -1 ? [] : [mode.runs.length === 1 ? mode.mode : `run ${run + 1} of ${mode.mode}`];
  });
  return known.length === 0 ? undefined : `known for ${listed([...new Set(known)])} only`;
}

/** The set with the name added or removed; at least one of all names stays out of it. */
function toggled(hidden: ReadonlySet<string>, name: string, all: number): ReadonlySet<string> {
  const next = new Set(hidden);
  if (!next.delete(name)) next.add(name);
  return next.size === all ? hidden : next;
}
