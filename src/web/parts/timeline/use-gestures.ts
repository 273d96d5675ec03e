import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react';
import { moved, zoomed, type TimeRange } from '../../../lib/time-range.js';
import type { Geometry } from '../lanes/geometry.js';

interface Gestures {
  readonly geometry: Geometry;
  readonly whole: TimeRange;
  readonly onRange: (range: TimeRange) => void;
  /** Called with the point of a click or tap that ends no drag. */
  readonly onTap: (x: number, y: number) => void;
  /** Called with the point of the mouse; undefined once it has left. */
  readonly onPoint: (point: { x: number; y: number } | undefined) => void;
}

/** Pixels that a pointer moves before it drags. */
const slop = 4;

/** Whether the scroll bar of a block of lanes is pressed. */
function isScrollbar({ target, offsetX }: PointerEvent): boolean {
  return target instanceof HTMLElement && target.matches('.tl-scroll') && offsetX >= target.clientWidth;
}

/**
 * Zooms by the wheel with Ctrl and by two fingers, pans by dragging and by a sideways wheel; the plain wheel scrolls
 * what it always scrolls.
 */
export function useGestures(target: RefObject<HTMLElement | null>, gestures: Gestures): void {
  const latest = useRef(gestures);
  useLayoutEffect(() => {
    latest.current = gestures;
  });
  useEffect(() => {
    const element = target.current!;
    const listeners = listenersOf(element, () => latest.current);
    for (const [type, listener] of listeners) element.addEventListener(type, listener, { passive: type !== 'wheel' });
    return () => {
      for (const [type, listener] of listeners) element.removeEventListener(type, listener);
    };
  }, [target]);
}

interface Point {
  readonly x: number;
  readonly y: number;
}

type Listeners = readonly (readonly [type: string, listener: (event: Event) => void])[];

/** The listeners of an element, which share the pointers that are down. */
function listenersOf(element: HTMLElement, latest: () => Gestures): Listeners {
  const pointers = new Map<number, Point>();
  let dragging = false;
  const place = ({ clientX, clientY }: MouseEvent): Point => {
    const { left, top } = element.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  };

  const down = (event: PointerEvent): void => {
    if (event.button !== 0 || isScrollbar(event)) return;
    // Events outside of the element are captured too, so that the end of a drag is not missed.
    element.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, place(event));
    dragging = pointers.size > 1;
  };
  const move = (event: PointerEvent): void => {
    const at = place(event);
    if (event.buttons === 0) pointers.delete(event.pointerId); // the end of the press was missed
    const before = pointers.get(event.pointerId);
    if (before === undefined) {
      if (event.pointerType === 'mouse') latest().onPoint(at);
      return;
    }
    if (!dragging && Math.abs(at.x - before.x) < slop) return;
    if (!dragging) {
      dragging = true;
      latest().onPoint(undefined);
    }
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    pointers.set(event.pointerId, at);
    if (other === undefined) pan(latest(), at.x - before.x);
    else zoom(latest(), Math.max(20, Math.abs(before.x - other.x)) / Math.max(20, Math.abs(at.x - other.x)), other.x);
  };
  const up = (event: PointerEvent): void => {
    if (!pointers.delete(event.pointerId)) return;
    const { x, y } = place(event);
    if (!dragging && event.type === 'pointerup') latest().onTap(x, y);
    if (pointers.size === 0) dragging = false;
  };

  const listeners = {
    wheel: (event: WheelEvent) => turnWheel(event, latest(), place(event).x),
    pointerdown: down,
    pointermove: move,
    pointerup: up,
    pointercancel: up,
    pointerleave: () => latest().onPoint(undefined),
  };
  return Object.entries(listeners) as unknown as Listeners;
}

/** Zooms with Ctrl, Alt or the command key, and pans sideways or with Shift. */
function turnWheel(event: WheelEvent, gestures: Gestures, x: number): void {
  const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
  if (event.ctrlKey || event.metaKey || event.altKey)
    zoom(gestures, Math.exp(Math.max(-60, Math.min(60, event.deltaY)) / 150), x);
  else if (Math.abs(sideways) > (event.shiftKey ? 0 : Math.abs(event.deltaY))) pan(gestures, -sideways);
  else return;
  event.preventDefault();
}

function pan({ geometry, whole, onRange }: Gestures, pixels: number): void {
  onRange(moved(geometry.range, geometry.ms(0) - geometry.ms(pixels), whole));
}

function zoom({ geometry, whole, onRange }: Gestures, factor: number, x: number): void {
  const { left, right } = geometry.plot;
  onRange(zoomed(geometry.range, factor, geometry.ms(Math.min(Math.max(x, left), right)), whole));
}
