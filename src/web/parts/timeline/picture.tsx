import { useDeferredValue, useId, useMemo, useRef, useState, type ReactNode, type RefObject } from 'react';
import type { Chain } from '../../../analysis/chain.js';
import type { TimelineRows } from '../../../analysis/rows.js';
import { moved, type TimeRange } from '../../../lib/time-range.js';
import type { Span } from '../../../model/trace.js';
import type { RunReport } from '../../../results/documents/run.js';
import { Bound, End } from '../lanes/drawing.js';
import { geometryOf, timelineMeasures, type Geometry } from '../lanes/geometry.js';
import { Blocks, LanesSvg } from '../lanes/lanes-svg.js';
import { shapesOf } from '../lanes/shapes.js';
import { spanWords, type Slack } from '../lanes/span-facts.js';
import { usePlace, usePrinting } from '../lanes/use-page.js';
import { keyDown } from './keys.js';
import { neighbour, placesOf, spanAt, type Place } from './places.js';
import { Tip } from './tip.js';
import { useGestures } from './use-gestures.js';
import { ChainLines, CriticalPath, Instants, Outlined, SlackBands } from './overlays.js';

const { rowHeight } = timelineMeasures;

interface PictureProps {
  readonly run: RunReport;
  readonly lanes: TimelineRows;
  /** What the picture shows, for a screen reader. */
  readonly label: string;
  readonly range: TimeRange;
  readonly whole: TimeRange;
  readonly onRange: (range: TimeRange) => void;
  readonly slack: Slack;
  /** The span whose chain is shown, and that chain. */
  readonly chosen: Span | undefined;
  readonly chain: Chain | undefined;
  /** Called with the span whose chain is to be shown; undefined: none. */
  readonly onChoose: (span: Span | undefined) => void;
}

/**
 * An interactive timeline of a run. Only what is in view is drawn, so that ten thousand spans move as smoothly as ten.
 */
export function Picture({ run, lanes, label, range, whole, onRange, slack, chosen, chain, onChoose }: PictureProps) {
  const frame = useRef<HTMLDivElement>(null);
  const { geometry, scroll } = useGeometry(frame, lanes, range);
  const [hovered, setHovered] = useState<Span>();
  const [focused, setFocused] = useState<Span>();
  const places = useMemo(() => placesOf(lanes), [lanes]);
  const pointed = hovered ?? focused;
  const moveFocus = (key: string): void => {
    const span = neighbour(focused && places.get(focused.id), key, geometry.areas);
    if (span === undefined) return;
    setFocused(span);
    onRange(rangeWith(span, range, whole));
    scrollTo(places.get(span.id)!, frame);
  };
  const choose = (span: Span | undefined): void => {
    setFocused(span);
    onChoose(span);
  };
  useGestures(frame, {
    geometry,
    whole,
    onRange,
    onTap: (x, y) => choose(spanAt(x, y, geometry)),
    onPoint: (point) => setHovered(point && spanAt(point.x, point.y, geometry)),
  });
  const keys = {
    focused,
    range,
    whole,
    onRange,
    onArrow: moveFocus,
    onSelect: () => onChoose(focused),
    onLeave: () => choose(undefined),
  };

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- it has keys of its own
    <div
      ref={frame}
      className="tl-picture"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- as above
      tabIndex={0}
      role="application"
      aria-roledescription="timeline"
      aria-label={label}
      aria-describedby="tl-keys"
      onKeyDown={(event) => keyDown(event, keys)}
    >
      <ScrollBars geometry={geometry} onScroll={scroll} />
      <RunSvg {...{ run, whole, geometry, places, slack, chain }}>
        {hovered && <Outlined span={hovered} places={places} geometry={geometry} className="tl-hovered" />}
        {focused && <Outlined span={focused} places={places} geometry={geometry} className="tl-focused" />}
      </RunSvg>
      {pointed && pointed !== chosen && (
        <Tip span={pointed} place={places.get(pointed.id)!} geometry={geometry} slack={slack} />
      )}
      <Announcement span={focused} slack={slack} />
    </div>
  );
}

/** The focused span in words, for a screen reader. */
function Announcement({ span, slack }: { span: Span | undefined; slack: Slack }) {
  const announced = useDeferredValue(span);
  return (
    <p className="hidden" aria-live="polite">
      {announced && spanWords(announced, slack)}
    </p>
  );
}

/** The geometry of a timeline in its place on the page, and a function that scrolls a block of its lanes. */
function useGeometry(
  frame: RefObject<HTMLElement | null>,
  lanes: TimelineRows,
  range: TimeRange,
): { geometry: Geometry; scroll: ScrollBarsProps['onScroll'] } {
  const { width } = usePlace(frame);
  const printing = usePrinting();
  const [scrolled, setScrolled] = useState({ sources: 0, workers: 0 });
  const geometry = useMemo(
    () => geometryOf(lanes, range, Math.max(width, 300), printing ? undefined : scrolled),
    [lanes, range, width, scrolled, printing],
  );
  return { geometry, scroll: (kind, top) => setScrolled((now) => ({ ...now, [kind]: top })) };
}

/** The range, moved where the span is out of view. */
function rangeWith({ startMs, endMs }: Span, range: TimeRange, whole: TimeRange): TimeRange {
  const length = range.toMs - range.fromMs;
  const lastMs = Math.min(endMs, startMs + length);
  if (startMs >= range.fromMs && lastMs <= range.toMs) return range;
  const middle = (Math.max(startMs, lastMs) + startMs) / 2;
  return moved(range, middle - length / 2 - range.fromMs, whole);
}

/** Scrolls the block of lanes of a place so that its row is in view. */
function scrollTo({ kind, row }: Place, frame: RefObject<HTMLElement | null>): void {
  const list = frame.current!.querySelector(`[data-lanes="${kind}"]`)!;
  const top = row * rowHeight;
  if (top < list.scrollTop || top + rowHeight > list.scrollTop + list.clientHeight)
    list.scrollTop = top - list.clientHeight / 2;
}

interface ScrollBarsProps {
  readonly geometry: Geometry;
  readonly onScroll: (kind: keyof TimelineRows, top: number) => void;
}

/** A scroll bar for each block of lanes; the elements lie below the picture and receive its wheel events. */
function ScrollBars({ geometry: { areas }, onScroll }: ScrollBarsProps) {
  return areas.map(({ kind, top, height, rows }) => (
    <div
      key={kind}
      className="tl-scroll"
      data-lanes={kind}
      tabIndex={-1}
      style={{ top, height }}
      onScroll={({ currentTarget }) => onScroll(kind, currentTarget.scrollTop)}
    >
      <div style={{ height: rows.length * rowHeight }} />
    </div>
  ));
}

interface RunSvgProps extends Pick<PictureProps, 'run' | 'whole' | 'slack' | 'chain'> {
  readonly geometry: Geometry;
  readonly places: ReadonlyMap<number, Place>;
  /** The outlines of spans that have the focus or the pointer. */
  readonly children: ReactNode;
}

/** The lanes with the critical path, slack and instants; where a chain is shown, all but its spans are faint. */
function RunSvg({ run, whole, geometry, places, slack, chain, children }: RunSvgProps) {
  const id = useId();
  const shapes = useMemo(() => geometry.areas.map((area) => shapesOf(area, geometry)), [geometry]);
  const inChain = useMemo(() => chain && new Set([...chain.own, ...chain.waitedFor]), [chain]);
  const bright = useMemo(
    () => inChain && geometry.areas.map((area) => shapesOf(area, geometry, inChain)),
    [geometry, inChain],
  );
  return (
    <LanesSvg
      {...{ id, geometry, shapes }}
      longestMs={whole.toMs}
      dimmed={bright !== undefined}
      below={<Bound ms={run.lowerBoundMs} geometry={geometry} />}
      above={
        <>
          <SlackBands slack={slack} places={places} geometry={geometry} id={id} />
          <g className={bright && 'tl-faint'}>
            <CriticalPath path={run.criticalPath} places={places} geometry={geometry} />
          </g>
          {bright && <Blocks id={id} geometry={geometry} shapes={bright} />}
          {chain && <ChainLines chain={chain} places={places} geometry={geometry} />}
          <Instants instants={run.instants} geometry={geometry} />
          {children}
        </>
      }
      around={<End ms={run.makespanMs} geometry={geometry} />}
    />
  );
}
