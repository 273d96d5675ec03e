import { useEffect, useLayoutEffect, useState, type RefObject } from 'react';
import { flushSync } from 'react-dom';

/** The width of an element and the size of its text, in pixels. */
export interface Place {
  /** 0 before it is known. */
  readonly width: number;
  readonly fontSize: number;
}

/** The place that an element has in the page, as it changes. */
export function usePlace(target: RefObject<HTMLElement | null>): Place {
  const [place, setPlace] = useState<Place>({ width: 0, fontSize: 16 });
  useLayoutEffect(() => {
    const element = target.current!;
    // Called with the first width too, before the page is painted.
    const observer = new ResizeObserver(() =>
      setPlace({ width: element.clientWidth, fontSize: Number.parseFloat(getComputedStyle(element).fontSize) }),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [target]);
  return place;
}

/** Whether the page is being printed. */
export function usePrinting(): boolean {
  const [printing, setPrinting] = useState(() => matchMedia('print').matches);
  useEffect(() => {
    const query = matchMedia('print');
    // The page is laid out for paper right after the event, so rendering must be synchronous.
    const changed = (): void => flushSync(() => setPrinting(query.matches));
    query.addEventListener('change', changed);
    return () => query.removeEventListener('change', changed);
  }, []);
  return printing;
}
