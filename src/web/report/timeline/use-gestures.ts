import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react';
import { moved, zoomed, type TimeRange } from '../../../lib/time-range.js';
import type { Geometry } from '../../parts/timeline/geometry.js';

interface Gestures {
  readonly geometry: Geometry;
  readonly whole: TimeRange;
  readonly onRange: (range: TimeRange) => void;
  /** Hears of a click or tap at a point of the picture, which is the end of no drag. */
  readonly onTap: (x: number, y: number) => void;
  /** Hears where the mouse is; undefined once it has left. */
  readonly onPoint: (point: { x: number; y: number } | undefined) => void;
}

/** Pixels that a finger or mouse moves before it is a drag. */
const slop = 4;

/** Whether it is the scroll bar of a list of lanes that is pressed, which does what it always does. */
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
    const pointers = new Map<number, { x: number; y: number }>();
    let dragging = false;

    const place = ({ clientX, clientY }: MouseEvent): { x: number; y: number } => {
      const { left, top } = element.getBoundingClientRect();
      return { x: clientX - left, y: clientY - top };
    };
    const pan = (pixels: number): void => {
      const { geometry, whole, onRange } = latest.current;
      onRange(moved(geometry.range, geometry.ms(0) - geometry.ms(pixels), whole));
    };
    const zoom = (factor: number, x: number): void => {
      const { geometry, whole, onRange } = latest.current;
      onRange(
        zoomed(
          geometry.range,
          factor,
          geometry.ms(Math.min(Math.max(x, geometry.plot.left), geometry.plot.right)),
          whole,
        ),
      );
    };

    const wheel = (event: WheelEvent): void => {
      const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
      if (event.ctrlKey || event.metaKey || event.altKey)
        zoom(Math.exp(Math.max(-60, Math.min(60, event.deltaY)) / 150), place(event).x);
      else if (Math.abs(sideways) > (event.shiftKey ? 0 : Math.abs(event.deltaY))) pan(-sideways);
      else return;
      event.preventDefault();
    };
    const down = (event: PointerEvent): void => {
      if (event.button !== 0 || isScrollbar(event)) return;
      // From here on all is heard of it, also outside: else its end could be missed.
      element.setPointerCapture(event.pointerId);
      pointers.set(event.pointerId, place(event));
      dragging = pointers.size > 1;
    };
    const move = (event: PointerEvent): void => {
      const at = place(event);
      // Whatever ended the press was not heard of.
      if (event.buttons === 0) pointers.delete(event.pointerId);
      const before = pointers.get(event.pointerId);
      if (before === undefined) {
        if (event.pointerType === 'mouse') latest.current.onPoint(at);
        return;
      }
      if (!dragging && Math.abs(at.x - before.x) < slop) return;
      if (!dragging) {
        dragging = true;
        latest.current.onPoint(undefined);
      }
      const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
      pointers.set(event.pointerId, at);
      if (other === undefined) pan(at.x - before.x);
      else zoom(Math.max(20, Math.abs(before.x - other.x)) / Math.max(20, Math.abs(at.x - other.x)), other.x);
    };
    const up = (event: PointerEvent): void => {
      if (!pointers.delete(event.pointerId)) return;
      const { x, y } = place(event);
      if (!dragging && event.type === 'pointerup') latest.current.onTap(x, y);
      if (pointers.size === 0) dragging = false;
    };
    const leave = (): void => latest.current.onPoint(undefined);

    element.addEventListener('wheel', wheel, { passive: false });
    element.addEventListener('pointerdown', down);
    element.addEventListener('pointermove', move);
    element.addEventListener('pointerup', up);
    element.addEventListener('pointercancel', up);
    element.addEventListener('pointerleave', leave);
    return () => {
      element.removeEventListener('wheel', wheel);
      element.removeEventListener('pointerdown', down);
      element.removeEventListener('pointermove', move);
      element.removeEventListener('pointerup', up);
      element.removeEventListener('pointercancel', up);
      element.removeEventListener('pointerleave', leave);
    };
  }, [target]);
}
