import type { KeyboardEvent } from 'react';
import { moved, zoomed, type TimeRange } from '../../../lib/time-range.js';
import type { Span } from '../../../model/trace.js';

/** What the keys of a timeline act on. */
export interface KeyTargets {
  readonly focused: Span | undefined;
  readonly range: TimeRange;
  readonly whole: TimeRange;
  readonly onRange: (range: TimeRange) => void;
  /** Called with an arrow key that moves the focus. */
  readonly onArrow: (key: string) => void;
  /** Called with Enter and the space bar. */
  readonly onSelect: () => void;
  /** Called with Escape. */
  readonly onLeave: () => void;
}

/** Handles a key of the timeline; other keys keep their default action. */
export function keyDown(event: KeyboardEvent, targets: KeyTargets): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const action = actionOf(event, targets);
  if (action === undefined) return;
  event.preventDefault();
  action();
}

/** `+` and `−` zoom around the focused span, 0 shows the whole run, Shift and an arrow pans. */
function actionOf({ key, shiftKey }: KeyboardEvent, targets: KeyTargets): (() => void) | undefined {
  const { focused, range, whole, onRange, onArrow, onSelect, onLeave } = targets;
  const around =
    focused === undefined
      ? (range.fromMs + range.toMs) / 2
      : Math.min(Math.max(focused.startMs, range.fromMs), range.toMs);
  switch (key) {
    case '+':
    case '=':
      return () => onRange(zoomed(range, 1 / 1.5, around, whole));
    case '-':
    case '_':
      return () => onRange(zoomed(range, 1.5, around, whole));
    case '0':
    case 'Home':
      return () => onRange(whole);
    case 'Enter':
    case ' ':
      return onSelect;
    case 'Escape':
      return onLeave;
  }
  if (shiftKey && (key === 'ArrowLeft' || key === 'ArrowRight'))
    return () => onRange(moved(range, ((range.toMs - range.fromMs) / 8) * (key === 'ArrowLeft' ? -1 : 1), whole));
  return key.startsWith('Arrow') ? () => onArrow(key) : undefined;
}
