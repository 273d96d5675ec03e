import { useEffect, useState } from 'react';

/**
 * Which of the sections, whose ids are separated by spaces, is read: the last one that has begun in the upper third of
 * the window, or the last of all at the page's end; undefined above all of them.
 */
export function useCurrent(ids: string): string | undefined {
  const [current, setCurrent] = useState<string>();
  useEffect(() => {
    const sections = ids.split(' ').flatMap((id) => document.getElementById(id) ?? []);
    const look = (): void => {
      const { scrollHeight } = document.documentElement;
      const atEnd = scrollY > 0 && scrollY + innerHeight >= scrollHeight - 2;
      setCurrent(
        (atEnd
          ? sections.at(-1)
          : sections.findLast((section) => section.getBoundingClientRect().top < innerHeight / 3)
        )?.id,
      );
    };
    look();
    addEventListener('scroll', look, { passive: true });
    return () => removeEventListener('scroll', look);
  }, [ids]);
  return current;
}
