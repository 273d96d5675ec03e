import type { ReactNode } from 'react';
import { Drawn, LaneNames, MoreLanes, Patterns, TimeAxis } from './drawing.js';
import type { Geometry } from './geometry.js';
import type { Shapes } from './shapes.js';

interface LanesSvgProps {
  /** The prefix of the ids of patterns and clip paths, unique in the page. */
  readonly id: string;
  readonly geometry: Geometry;
  /** The shapes of each block of lanes. */
  readonly shapes: readonly Shapes[];
  /** The last instant that the axis marks. */
  readonly longestMs: number;
  /** Whether bars are faint and without text, because others lie upon them. */
  readonly dimmed?: boolean;
  /** The factor by which all is enlarged. */
  readonly zoom?: number;
  /** Drawn below the bars. */
  readonly below?: ReactNode;
  /** Drawn above the bars, clipped to the plot. */
  readonly above?: ReactNode;
  /** Drawn above all else, and not clipped. */
  readonly around?: ReactNode;
}

/** The lanes of a run on the axis of time. */
export function LanesSvg(props: LanesSvgProps) {
  const { id, geometry, shapes, longestMs, dimmed = false, zoom = 1, below, above, around } = props;
  const { width, height, areas } = geometry;
  return (
    <svg
      className="tl-svg"
      width={width * zoom}
      height={height * zoom}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
    >
      <Patterns id={id} />
      <Clips id={id} geometry={geometry} />
      {areas.map((area) => (
        <g key={area.kind} clipPath={`url(#${id}${area.kind})`}>
          <LaneNames area={area} geometry={geometry} />
        </g>
      ))}
      {areas.map((area) => (
        <MoreLanes key={area.kind} area={area} />
      ))}
      <TimeAxis geometry={geometry} longestMs={longestMs} />
      {below}
      <g clipPath={`url(#${id}plot)`}>
        <Blocks id={id} geometry={geometry} shapes={shapes} dimmed={dimmed} />
        {above}
      </g>
      {around}
    </svg>
  );
}

/** The shapes of all blocks of lanes, each clipped to its block. */
export function Blocks({
  id,
  geometry,
  shapes,
  dimmed = false,
}: Pick<LanesSvgProps, 'id' | 'geometry' | 'shapes' | 'dimmed'>) {
  return geometry.areas.map(({ kind }, i) => (
    <g key={kind} clipPath={`url(#${id}${kind})`} className={dimmed ? 'tl-dim' : undefined}>
      <Drawn shapes={shapes[i]!} patterns={id} texts={!dimmed} />
    </g>
  ));
}

/** The clip paths of the plot and of each block of lanes. */
function Clips({ id, geometry: { plot, height, areas } }: Pick<LanesSvgProps, 'id' | 'geometry'>) {
  return (
    <defs>
      <clipPath id={`${id}plot`}>
        <rect x={plot.left - 3} y={0} width={plot.right - plot.left + 6} height={height} />
      </clipPath>
      {areas.map((area) => (
        <clipPath key={area.kind} id={`${id}${area.kind}`}>
          <rect x={0} y={area.top - 1} width={plot.right + 3} height={area.height + 2} />
        </clipPath>
      ))}
    </defs>
  );
}
