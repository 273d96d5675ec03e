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

function variables(which: 0 | 1): string {
  return Object.entries(colours)
    .map(([name, pair]) => `--ab-${name}:${pair[which]}`)
    .join(';');
}

/** The style sheet of a picture. Every name begins with `ab-`, so that a picture can stand within a page. */
export const styleSheet = `
.ab-timeline{${variables(0)};font:13px system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
@media (prefers-color-scheme:dark){.ab-timeline{${variables(1)}}}
.ab-timeline text{fill:var(--ab-fg)}
.ab-timeline .ab-head{font-size:17px;font-weight:600}
.ab-timeline .ab-mode{font-size:14px;font-weight:600}
.ab-timeline .ab-muted{fill:var(--ab-muted)}
.ab-timeline .ab-in{fill:#fff;font-size:11px;text-anchor:middle}
.ab-timeline .ab-tick{fill:var(--ab-muted);font-size:11px;text-anchor:middle}
.ab-bg{fill:var(--ab-bg)}
.ab-grid{stroke:var(--ab-line)}
.ab-fetch{fill:url(#ab-p-fetch);stroke:var(--ab-fetch)}
.ab-queue{fill:url(#ab-p-queue);stroke:var(--ab-queue);stroke-opacity:.5}
.ab-backoff{fill:var(--ab-bg)}
.ab-pause{stroke:var(--ab-backoff);stroke-width:3;stroke-dasharray:5 3}
.ab-infer{fill:var(--ab-infer);stroke:var(--ab-bg)}
.ab-model{fill:url(#ab-p-model);stroke:var(--ab-model)}
.ab-failed{stroke:var(--ab-failed);stroke-width:2.5;stroke-linecap:round}
.ab-cached{fill:var(--ab-cached)}
.ab-end{stroke:var(--ab-fg);stroke-dasharray:2 3}
.ab-critical{stroke:var(--ab-critical);stroke-width:3;fill:none;stroke-linejoin:round}
`;

/** What bars are filled with: each kind differs without its colour too. */
export const patterns = [
  '<pattern id="ab-p-fetch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">',
  '<rect width="6" height="6" style="fill:var(--ab-fetchback)"/><rect width="2" height="6" ' +
    'style="fill:var(--ab-fetch)"/></pattern>',
  '<pattern id="ab-p-queue" width="6" height="6" patternUnits="userSpaceOnUse"><circle cx="3" cy="3" r="1.4" ' +
    'style="fill:var(--ab-queue)"/></pattern>',
  '<pattern id="ab-p-model" width="5" height="5" patternUnits="userSpaceOnUse"><rect width="5" height="5" ' +
    'style="fill:var(--ab-modelback)"/>',
  '<path d="M0 2.5H5M2.5 0V5" style="stroke:var(--ab-model)"/></pattern>',
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
