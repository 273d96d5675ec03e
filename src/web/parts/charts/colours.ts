import { useSyncExternalStore } from 'react';

/** The colours and dashes of lines: they can be told apart without colour. */
export const lineColours = ['--series-1', '--series-2', '--series-3', '--series-4', '--series-5'] as const;
export const lineDashes: readonly (readonly number[])[] = [[], [8, 4], [2, 3], [12, 3, 2, 3], [5, 2]];

function subscribe(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  const dark = matchMedia('(prefers-color-scheme: dark)');
  dark.addEventListener('change', changed);
  return () => {
    observer.disconnect();
    dark.removeEventListener('change', changed);
  };
}

function scheme(): string {
  return getComputedStyle(document.documentElement).colorScheme;
}

/** The colour scheme in use; components are rendered again when it changes. */
export function useScheme(): string {
  return useSyncExternalStore(subscribe, scheme);
}

/** The colour of a custom property of the page. */
export function colour(property: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(property).trim();
}
