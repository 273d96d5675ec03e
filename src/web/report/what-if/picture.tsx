import { memo, useId, useMemo, type ReactNode } from 'react';
import { formatDuration } from '../../../lib/duration.js';
import { counted } from '../../../lib/text.js';
import type { Span } from '../../../model/trace.js';
import { shownLanes, sourceLane, workerLane, type Bar, type Lane } from '../../../analysis/shown-lanes.js';
import './picture.css';

/** An instant that is marked on the axis. */
export interface Instant {
  readonly atMs: number;
  readonly kind: 'guess' | 'bound';
  /** Above it; nothing for one that is explained elsewhere. */
  readonly text?: string;
}

interface PictureProps {
  /** What the picture shows, for those who do not see it. */
  readonly label: string;
  readonly spans: readonly Span[];
  /** Drawn thinly above each lane: what was measured, where `spans` is something else. */
  readonly before?: readonly Span[] | undefined;
  /** Names of the sources in their order. */
  readonly order: readonly string[];
  /** The end of the axis; any where nothing takes time. */
  readonly untilMs: number;
  readonly instants?: readonly Instant[];
  /** What comes after it is still hidden; nothing is where left out. */
  readonly seenMs?: number | undefined;
  readonly dense?: boolean;
}

const noInstants: readonly Instant[] = [];

/** One run: a lane for each source and each worker, and the axis below. */
export function Picture({
  label,
  spans,
  before,
  order,
  untilMs: endMs,
  instants = noInstants,
  seenMs,
  dense = false,
}: PictureProps) {
  const untilMs = endMs > 0 ? endMs : 1;
  const at = (ms: number): string => `${Math.min(100, (100 * ms) / untilMs)}%`;
  return (
    <figure
      className={`picture${dense ? ' dense' : ''}${instants.some(({ text }) => text !== undefined) ? ' with-moments' : ''}`}
      aria-label={label}
    >
      <div className="picture-lanes">
        <Lanes spans={spans} before={before} order={order} untilMs={untilMs} />
        <div className="picture-over" aria-hidden="true">
          {instants.map(({ atMs, kind, text }) => (
            <span
              key={kind}
              className={`picture-moment ${kind}${atMs > untilMs * 0.6 ? ' left' : ''}`}
              style={{ insetInlineStart: at(atMs) }}
            >
              <b>{text}</b>
            </span>
          ))}
          {seenMs !== undefined && <span className="picture-curtain" style={{ insetInlineStart: at(seenMs) }} />}
        </div>
      </div>
      <Axis untilMs={untilMs} />
    </figure>
  );
}

/** The lanes alone: they stay as they are while a run is played. */
const Lanes = memo(function Lanes({
  spans,
  before,
  order,
  untilMs,
}: Pick<PictureProps, 'spans' | 'before' | 'order' | 'untilMs'>) {
  const shown = useMemo(
    () => shownLanes(before === undefined ? [spans] : [spans, before], order),
    [spans, before, order],
  );
  const row = (lane: Lane, old: Lane | undefined): ReactNode => (
    <Row key={lane.name} lane={lane} old={old} untilMs={untilMs} />
  );
  return (
    <>
      {shown.sources.map((name) => row(sourceLane(spans, name), before && sourceLane(before, name)))}
      {shown.moreSources > 0 && <p className="picture-more">and {counted(shown.moreSources, 'more source')}</p>}
      {shown.workers.map((name) => row(workerLane(spans, name), before && workerLane(before, name)))}
      {shown.moreWorkers > 0 && <p className="picture-more">and {counted(shown.moreWorkers, 'more worker')}</p>}
    </>
  );
});

function Row({ lane, old, untilMs }: { lane: Lane; old: Lane | undefined; untilMs: number }) {
  const hatch = useId();
  return (
    <div className="picture-row">
      <span className="picture-name" title={lane.name}>
        {lane.name}
      </span>
      <div>
        {old !== undefined && (
          <svg className="picture-bars old" aria-hidden="true">
            {old.bars.map((bar) => (
              <BarOf key={bar.id} bar={bar} untilMs={untilMs} hatch={hatch} plain />
            ))}
          </svg>
        )}
        <svg className="picture-bars" aria-hidden="true">
          <defs>
            <pattern id={hatch} width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <rect className="picture-hatch-ground" width="8" height="8" />
              <rect className="picture-hatch-line" width="3" height="8" />
            </pattern>
          </defs>
          {lane.bars.map((bar) => (
            <BarOf key={bar.id} bar={bar} untilMs={untilMs} hatch={hatch} />
          ))}
        </svg>
      </div>
    </div>
  );
}

/** Shares of the axis below which a bar has no room for a name, and a wait is nothing that anybody would see. */
const nameable = 0.06;
const noticeable = 0.004;

function BarOf({ bar, untilMs, hatch, plain = false }: { bar: Bar; untilMs: number; hatch: string; plain?: boolean }) {
  const { kind, startMs, endMs, failed, cached, label } = bar;
  const share = (ms: number): string => `${(100 * ms) / untilMs}%`;
  const length = endMs - startMs;
  if (kind === 'wait' && length < noticeable * untilMs) return null;
  return (
    <svg
      x={share(startMs)}
      width={share(length)}
      className={`picture-bar ${kind}${failed ? ' failed' : ''}`}
      overflow="visible"
    >
      <rect
        className="picture-bar-body"
        width="100%"
        height="100%"
        fill={kind === 'fetch' ? `url(#${hatch})` : undefined}
      />
      {!plain && kind === 'infer' && length / untilMs > nameable && (
        <svg width="100%" height="100%" overflow="hidden">
          <text x="6" y="50%" className="picture-bar-name">
            {label}
          </text>
        </svg>
      )}
      {!plain && failed && (
        <text x="100%" y="50%" className="picture-bar-mark">
          ✗
        </text>
      )}
      {!plain && cached && (
        <text x="0" y="50%" className="picture-bar-mark cached">
          ◆
        </text>
      )}
    </svg>
  );
}

/** Nearer to the end of the axis its figure would stand out of the picture. */
const lastTick = 0.97;

/** Ticks at round times, so few that they fit on a phone. */
function Axis({ untilMs }: { untilMs: number }) {
  const step = roundStep(untilMs / 5);
  const ticks = Array.from({ length: Math.floor((untilMs * lastTick) / step) + 1 }, (_, i) => i * step);
  return (
    <div className="picture-axis" aria-hidden="true">
      {ticks.map((ms) => (
        <span key={ms} style={{ insetInlineStart: `${(100 * ms) / untilMs}%` }}>
          {ms === 0 ? '0' : formatDuration(ms).replace(/\.?0+ s$/, ' s')}
        </span>
      ))}
    </div>
  );
}

/** The smallest of 1, 2 and 5 times a power of ten that is not below the value. */
function roundStep(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 5, 10].find((factor) => factor * power >= value * 0.999999) ?? 10);
}

/** What the bars of a picture mean. */
export function Legend({ waits, before = false }: { waits: boolean; before?: boolean }) {
  return (
    <p className="picture-legend">
      <span className="picture-key fetch">fetching</span>
      <span className="picture-key wait">waiting for {waits ? 'its turn' : 'a worker'}</span>
      <span className={`picture-key ${waits ? 'ask' : 'infer'}`}>{waits ? 'waiting for the model' : 'computing'}</span>
      <span className="picture-key backoff">back-off</span>
      <span>✗ failed</span>
      {before && <span className="picture-key old">thin: as measured</span>}
    </p>
  );
}
