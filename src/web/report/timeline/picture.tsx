import { useDeferredValue, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { Chain } from '../../../analysis/chain.js';
import type { Lanes } from '../../../analysis/lanes.js';
import { moved, zoomed, type TimeRange } from '../../../lib/time-range.js';
import type { Span } from '../../../model/trace.js';
import type { RunReport } from '../../../results/documents/run.js';
import { Bound, Drawn, End, LaneNames, MoreLanes, Patterns, TimeAxis } from './drawing.js';
import { spanWords, type Slack } from '../../parts/span-facts.js';
import { geometryOf, rowHeight } from './geometry.js';
import { Instants } from './instants.js';
import { neighbour, placesOf, spanAt } from './places.js';
import { shapesOf } from './shapes.js';
import { Tip } from './tip.js';
import { useGestures } from './use-gestures.js';
import { usePrinting, useWidth } from './use-page.js';
import { ChainLines, CriticalPath, Pointed, SlackBands } from './ways.js';

/** One run as a picture; see `Timelines`. */
export interface PictureProps {
  readonly run: RunReport;
  readonly lanes: Lanes;
  /** What it is a picture of, for who does not see it. */
  readonly label: string;
  readonly range: TimeRange;
  readonly whole: TimeRange;
  readonly onRange: (range: TimeRange) => void;
  readonly slack: Slack;
  /** The span whose chain is shown, and that chain. */
  readonly chosen: Span | undefined;
  readonly chain: Chain | undefined;
  /** Hears whose chain is to be shown; undefined: nobody's. */
  readonly onChoose: (span: Span | undefined) => void;
}

/**
 * The lanes of a run on the axis of time. Only what is in view is drawn, so that ten thousand spans move as smoothly as
 * ten.
 */
export function Picture({ run, lanes, label, range, whole, onRange, slack, chosen, chain, onChoose }: PictureProps) {
  const patterns = useId();
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const printing = usePrinting();
  const [scrolled, setScrolled] = useState({ sources: 0, workers: 0 });
  const [hovered, setHovered] = useState<Span>();
  const [focused, setFocused] = useState<Span>();
  const places = useMemo(() => placesOf(lanes), [lanes]);
  const geometry = useMemo(
    () => geometryOf(lanes, range, Math.max(width, 300), scrolled, printing),
    [lanes, range, width, scrolled, printing],
  );
  const shapes = useMemo(() => geometry.areas.map((area) => shapesOf(area, geometry)), [geometry]);
  const lit = useMemo(() => chain && new Set([...chain.own, ...chain.waitedFor]), [chain]);
  const bright = useMemo(() => lit && geometry.areas.map((area) => shapesOf(area, geometry, lit)), [geometry, lit]);
  const announced = useDeferredValue(focused);
  const pointed = hovered ?? focused;

  useGestures(frame, {
    geometry,
    whole,
    onRange,
    onTap: (x, y) => {
      const span = spanAt(x, y, geometry);
      setFocused(span);
      onChoose(span);
    },
    onPoint: (point) => setHovered(point && spanAt(point.x, point.y, geometry)),
  });

  const focus = (span: Span): void => {
    setFocused(span);
    const length = range.toMs - range.fromMs;
    const middle = (Math.max(span.startMs, Math.min(span.endMs, span.startMs + length)) + span.startMs) / 2;
    if (span.startMs < range.fromMs || Math.min(span.endMs, span.startMs + length) > range.toMs)
      onRange(moved(range, middle - length / 2 - range.fromMs, whole));
    const { kind, row } = places.get(span.id)!;
    const list = frame.current!.querySelector(`[data-lanes="${kind}"]`)!;
    const top = row * rowHeight;
    if (top < list.scrollTop || top + rowHeight > list.scrollTop + list.clientHeight)
      list.scrollTop = top - list.clientHeight / 2;
  };

  const keyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const done = keyPressed(event);
    if (done) event.preventDefault();
  };

  const keyPressed = ({ key, shiftKey }: KeyboardEvent): boolean => {
    const around =
      focused === undefined
        ? (range.fromMs + range.toMs) / 2
        : Math.min(Math.max(focused.startMs, range.fromMs), range.toMs);
    if (key === '+' || key === '=') onRange(zoomed(range, 1 / 1.5, around, whole));
    else if (key === '-' || key === '_') onRange(zoomed(range, 1.5, around, whole));
    else if (key === '0' || key === 'Home') onRange(whole);
    else if (shiftKey && (key === 'ArrowLeft' || key === 'ArrowRight'))
      onRange(moved(range, ((range.toMs - range.fromMs) / 8) * (key === 'ArrowLeft' ? -1 : 1), whole));
    else if (key.startsWith('Arrow')) {
      const next = neighbour(focused && places.get(focused.id), key, geometry.areas);
      if (next !== undefined) focus(next);
    } else if (key === 'Enter' || key === ' ') onChoose(focused);
    else if (key === 'Escape') {
      setFocused(undefined);
      onChoose(undefined);
    } else return false;
    return true;
  };

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- an application is one that has keys of its own
    <div
      ref={frame}
      className="tl-picture"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- as above
      tabIndex={0}
      role="application"
      aria-roledescription="timeline"
      aria-label={label}
      aria-describedby="tl-keys"
      onKeyDown={keyDown}
    >
      {geometry.areas.map(({ kind, top, height, rows }) => (
        <div
          key={kind}
          className="tl-scroll"
          data-lanes={kind}
          tabIndex={-1}
          style={{ top, height }}
          onScroll={({ currentTarget: { scrollTop } }) => setScrolled((before) => ({ ...before, [kind]: scrollTop }))}
        >
          <div style={{ height: rows.length * rowHeight }} />
        </div>
      ))}
      <svg
        className="tl-svg"
        width={geometry.width}
        height={geometry.height}
        viewBox={`0 0 ${geometry.width} ${geometry.height}`}
        aria-hidden="true"
      >
        <Patterns id={patterns} />
        <defs>
          <clipPath id={`${patterns}plot`}>
            <rect
              x={geometry.plot.left - 3}
              y={0}
              width={geometry.plot.right - geometry.plot.left + 6}
              height={geometry.height}
            />
          </clipPath>
          {geometry.areas.map(({ kind, top, height }) => (
            <clipPath key={kind} id={`${patterns}${kind}`}>
              <rect x={0} y={top - 1} width={geometry.plot.right + 3} height={height + 2} />
            </clipPath>
          ))}
        </defs>
        {geometry.areas.map((area) => (
          <g key={area.kind} clipPath={`url(#${patterns}${area.kind})`}>
            <LaneNames area={area} geometry={geometry} />
          </g>
        ))}
        {geometry.areas.map((area) => (
          <MoreLanes key={area.kind} area={area} />
        ))}
        <TimeAxis geometry={geometry} longestMs={whole.toMs} />
        <Bound ms={run.lowerBoundMs} geometry={geometry} />
        <g clipPath={`url(#${patterns}plot)`}>
          {geometry.areas.map(({ kind }, i) => (
            <g key={kind} clipPath={`url(#${patterns}${kind})`} className={lit && 'tl-dim'}>
              <Drawn shapes={shapes[i]!} patterns={patterns} texts={lit === undefined} />
            </g>
          ))}
          <SlackBands slack={slack} places={places} geometry={geometry} id={patterns} />
          <g className={lit && 'tl-faint'}>
            <CriticalPath path={run.criticalPath} places={places} geometry={geometry} />
          </g>
          {bright &&
            geometry.areas.map(({ kind }, i) => (
              <g key={kind} clipPath={`url(#${patterns}${kind})`}>
                <Drawn shapes={bright[i]!} patterns={patterns} />
              </g>
            ))}
          {chain && <ChainLines chain={chain} places={places} geometry={geometry} />}
          <Instants instants={run.instants} geometry={geometry} />
          {hovered && <Pointed span={hovered} places={places} geometry={geometry} className="tl-hovered" />}
          {focused && <Pointed span={focused} places={places} geometry={geometry} className="tl-focused" />}
        </g>
        <End ms={run.makespanMs} geometry={geometry} />
      </svg>
      {pointed && pointed !== chosen && (
        <Tip span={pointed} place={places.get(pointed.id)!} geometry={geometry} slack={slack} />
      )}
      <p className="tl-unseen" aria-live="polite">
        {announced && spanWords(announced, slack)}
      </p>
    </div>
  );
}
