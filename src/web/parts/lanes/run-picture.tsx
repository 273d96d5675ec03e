import { useId, useMemo, useRef } from 'react';
import { laneOf, shownSources, shownWorkers, sourceNames, spansByLane } from '../../../analysis/lanes.js';
import { timelineRows, type Row, type TimelineRows } from '../../../analysis/rows.js';
import { counted } from '../../../lib/text.js';
import type { Span } from '../../../model/trace.js';
import { Bound, Drawn } from './drawing.js';
import { geometryOf, timelineMeasures, type Geometry, type Measures } from './geometry.js';
import { LanesSvg } from './lanes-svg.js';
import { shapesOf, thinShapesOf } from './shapes.js';
import { usePlace } from './use-page.js';

/** A guess of the makespan, marked across the lanes. */
export interface GuessMark {
  readonly atMs: number;
  readonly text: string;
}

interface RunPictureProps {
  /** What the picture shows, for a screen reader. */
  readonly label: string;
  readonly spans: readonly Span[];
  /** What was measured, drawn as thin bars above those of `spans`. */
  readonly measured?: readonly Span[] | undefined;
  /** The names of the sources in the scenario's order. */
  readonly order: readonly string[];
  /** The end of the axis. */
  readonly untilMs: number;
  /** The lower bound of the makespan, a line across the lanes; its figure stands beside the picture. */
  readonly boundMs?: number | undefined;
  readonly guess?: GuessMark | undefined;
  /** What comes after it is hidden. */
  readonly seenMs?: number | undefined;
  /** Whether lanes are low, so that several pictures fit on a screen. */
  readonly dense?: boolean;
}

const roomy: Measures = { ...timelineMeasures, margin: 24 };
const low: Measures = { ...roomy, rowHeight: 15, barHeight: 10, gap: 5 };

/** A picture of a run, as large as the text around it. It does not scroll: of many lanes it shows some. */
export function RunPicture(props: RunPictureProps) {
  const { label, spans, measured, order, untilMs, boundMs, guess, seenMs, dense = false } = props;
  const id = useId();
  const figure = useRef<HTMLElement>(null);
  const { width, fontSize } = usePlace(figure);
  const zoom = Math.max(1, fontSize / (dense ? 25 : 20));
  const marked = boundMs !== undefined || guess !== undefined;
  const lanes = useMemo(() => pictureLanes(spans, measured, order), [spans, measured, order]);
  const { geometry, shapes, thin } = useMemo(() => {
    const measures = { ...(dense ? low : roomy), headRoom: marked ? 24 : 4 };
    const range = { fromMs: 0, toMs: untilMs > 0 ? untilMs : 1 };
    const laid = geometryOf(lanes.rows, range, Math.max(width / zoom, 240), undefined, measures);
    const { sources, workers } = lanes.measured;
    return {
      geometry: laid,
      shapes: laid.areas.map((area) => shapesOf(area, laid)),
      thin: laid.areas.map((area) => thinShapesOf(area, laid, area.kind === 'sources' ? sources : workers)),
    };
  }, [lanes, untilMs, width, zoom, dense, marked]);
  return (
    <figure ref={figure} className="run-picture" aria-label={label}>
      <LanesSvg
        id={id}
        {...{ geometry, shapes, zoom }}
        longestMs={untilMs}
        above={
          <>
            {measured !== undefined &&
              thin.map((of, i) => (
                <g key={geometry.areas[i]!.kind} className="tl-thin">
                  <Drawn shapes={of} patterns={id} />
                </g>
              ))}
            {seenMs !== undefined && <Curtain atMs={seenMs} geometry={geometry} />}
          </>
        }
        around={
          <>
            {boundMs !== undefined && <Bound ms={boundMs} geometry={geometry} figure={false} />}
            {guess !== undefined && <Guess {...guess} geometry={geometry} />}
          </>
        }
      />
      {lanes.more.length > 0 && <p className="note">{lanes.more.join(', ')}</p>}
    </figure>
  );
}

/** The rows of the lanes that are shown, those of the measured run, and how many lanes are not shown. */
function pictureLanes(
  spans: readonly Span[],
  measured: readonly Span[] = [],
  order: readonly string[],
): { rows: TimelineRows; measured: { sources: readonly Row[]; workers: readonly Row[] }; more: string[] } {
  const runs = [spans, measured].map(spansByLane);
  const known = sourceNames(order, ...runs).filter((name) => runs.some((run) => run.sources.has(name)));
  const sources = shownSources(known, ...runs);
  const workers = shownWorkers(
    runs.flatMap((run) => [...run.workers.keys()]),
    0,
  );
  const shown = { query: [], source: sources.shown, worker: workers.shown };
  const rows = (of: readonly Span[]): TimelineRows =>
    timelineRows(
      of.filter((span) => {
        const { kind, name } = laneOf(span);
        return (shown[kind] as readonly string[]).includes(name);
      }),
      sources.shown,
      workers.shown,
    );
  return {
    rows: rows(spans),
    measured: rows(measured),
    more: [
      ...(sources.more > 0 ? [`… and ${counted(sources.more, 'more source')}`] : []),
      ...(workers.more > 0 ? [`… and ${counted(workers.more, 'more worker')}`] : []),
    ],
  };
}

/** Hides what comes after an instant. */
function Curtain({ atMs, geometry: { plot, x } }: { atMs: number; geometry: Geometry }) {
  const at = x(atMs);
  return (
    <g className="tl-curtain">
      <rect x={at} y={plot.top - 2} width={Math.max(0, plot.right + 4 - at)} height={plot.bottom - plot.top + 4} />
      <line x1={at} x2={at} y1={plot.top - 2} y2={plot.bottom + 2} />
    </g>
  );
}

/** A guess, as a dashed line across the lanes with its words beside; at the end of the axis where it lies behind it. */
function Guess({ atMs, text, geometry: { plot, x } }: GuessMark & { geometry: Geometry }) {
  const at = Math.min(x(atMs), plot.right);
  const left = at > (plot.left + plot.right) / 2;
  return (
    <g className="tl-guess">
      <line x1={at} x2={at} y1={plot.top - 18} y2={plot.bottom} />
      <text x={at + (left ? -5 : 5)} y={plot.top - 9} textAnchor={left ? 'end' : 'start'}>
        {text}
      </text>
    </g>
  );
}
