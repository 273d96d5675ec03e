import type { BarKind } from './svg-lanes.js';

/** Colours for light and for dark surroundings; the second of a pair. Whatever opens the picture chooses. */
const colours = {
  bg: ['#ffffff', '#0d1117'],
  fg: ['#1f2328', '#e6edf3'],
  muted: ['#59636e', '#9198a1'],
  line: ['#d8dee4', '#30363d'],
  fetch: ['#0969da', '#58a6ff'],
  fetchback: ['#ddf0ff', '#12304f'],
  queue: ['#9a6700', '#e3b341'],
  backoff: ['#8250df', '#bc8cff'],
  infer: ['#1a7f37', '#238636'],
  model: ['#1a7f37', '#3fb950'],
  modelback: ['#dafbe1', '#12361f'],
  failed: ['#cf222e', '#ff7b72'],
  cached: ['#1a7f37', '#3fb950'],
  critical: ['#bc4c00', '#ff9b50'],
} as const;

/** What is filled or drawn with which colour. */
const coloured: readonly (readonly [selector: string, property: 'fill' | 'stroke', colour: keyof typeof colours])[] = [
  ['.ab-timeline text', 'fill', 'fg'],
  ['.ab-timeline .ab-muted', 'fill', 'muted'],
  ['.ab-timeline .ab-tick', 'fill', 'muted'],
  ['.ab-bg', 'fill', 'bg'],
  ['.ab-grid', 'stroke', 'line'],
  ['.ab-fetch', 'stroke', 'fetch'],
  ['.ab-fetch-back', 'fill', 'fetchback'],
  ['.ab-fetch-line', 'fill', 'fetch'],
  ['.ab-queue', 'stroke', 'queue'],
  ['.ab-queue-dot', 'fill', 'queue'],
  ['.ab-backoff', 'fill', 'bg'],
  ['.ab-pause', 'stroke', 'backoff'],
  ['.ab-infer', 'fill', 'infer'],
  ['.ab-infer', 'stroke', 'bg'],
  ['.ab-model', 'stroke', 'model'],
  ['.ab-model-back', 'fill', 'modelback'],
  ['.ab-model-line', 'stroke', 'model'],
  ['.ab-failed', 'stroke', 'failed'],
  ['.ab-cached', 'fill', 'cached'],
  ['.ab-end', 'stroke', 'fg'],
  ['.ab-critical', 'stroke', 'critical'],
];

/** Colours are stated as they are: custom properties are known to browsers alone, and all else would draw in black. */
function colourRules(which: 0 | 1): string {
  return coloured
    .map(([selector, property, colour]) => `${selector}{${property}:${colours[colour][which]}}`)
    .join('\n');
}

/** The style sheet of a picture. Every name begins with `ab-`, so that a picture can stand within a page. */
export const styleSheet = `
.ab-timeline{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;font-size:13px}
.ab-timeline .ab-head{font-size:17px;font-weight:600}
.ab-timeline .ab-mode{font-size:14px;font-weight:600}
.ab-fetch{fill:url(#ab-p-fetch)}
.ab-queue{fill:url(#ab-p-queue);stroke-opacity:.5}
.ab-pause{stroke-width:3;stroke-dasharray:5 3}
.ab-model{fill:url(#ab-p-model)}
.ab-failed{stroke-width:2.5;stroke-linecap:round}
.ab-end{stroke-dasharray:2 3}
.ab-critical{stroke-width:3;fill:none;stroke-linejoin:round}
${colourRules(0)}
.ab-timeline .ab-in{fill:#fff;font-size:11px;text-anchor:middle}
.ab-timeline .ab-tick{font-size:11px;text-anchor:middle}
@media (prefers-color-scheme:dark){
${colourRules(1)}
.ab-timeline .ab-in{fill:#fff}
}
`;

/** What bars are filled with: each kind differs without its colour too. */
export const patterns = [
  '<pattern id="ab-p-fetch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">',
  '<rect width="6" height="6" class="ab-fetch-back"/><rect width="2" height="6" class="ab-fetch-line"/></pattern>',
  '<pattern id="ab-p-queue" width="6" height="6" patternUnits="userSpaceOnUse">',
  '<circle cx="3" cy="3" r="1.4" class="ab-queue-dot"/></pattern>',
  '<pattern id="ab-p-model" width="5" height="5" patternUnits="userSpaceOnUse">',
  '<rect width="5" height="5" class="ab-model-back"/><path d="M0 2.5H5M2.5 0V5" class="ab-model-line"/></pattern>',
].join('');

/** What each kind of bar means, for the legend. */
export function meaningOf(remote: boolean): Readonly<Partial<Record<BarKind, string>>> {
  return remote
    ? {
        fetch: 'fetching',
        backoff: 'back-off',
        queue: 'waiting for its turn',
        model: 'waiting for the model',
        failed: 'failed',
        cached: 'cached',
      }
    : {
        fetch: 'fetching',
        backoff: 'back-off',
        queue: 'waiting for a worker',
        infer: 'computing',
        failed: 'failed',
        cached: 'cached',
      };
}
