import { useEffect, useLayoutEffect, useState, type RefObject } from 'react';
import { flushSync } from 'react-dom';

/** The width of an element in pixels, as it changes; 0 before it is known. */
export function useWidth(target: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = target.current!;
    // Hears of the first width too, before the page is painted.
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [target]);
  return width;
}

/** Whether the page is being printed. */
export function usePrinting(): boolean {
  const [printing, setPrinting] = useState(() => matchMedia('print').matches);
  useEffect(() => {
    const query = matchMedia('print');
    // The page is laid out for paper as soon as the event is over.
    const changed = (): void => flushSync(() => setPrinting(query.matches));
    query.addEventListener('change', changed);
    return () => query.removeEventListener('change', changed);
  }, []);
  return printing;
}
