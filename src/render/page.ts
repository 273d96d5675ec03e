import type { DocumentKind, DocumentOf } from '../results/documents/index.js';
import type { Comparison } from '../results/documents/compare.js';
import type { ResilienceReport } from '../results/documents/resilience.js';
import type { Report } from '../results/documents/run.js';
import type { SweepReport } from '../results/documents/sweep.js';
import type { Verification } from '../results/documents/verify.js';

/**
 * What a page shows: a report, and which command it is of. A comparison comes with the reports that it compares, where
 * they are at hand.
 */
export type PageData =
  | { readonly kind: 'run'; readonly report: Report; readonly view?: 'classroom' }
  | { readonly kind: 'resilience'; readonly report: ResilienceReport }
  | { readonly kind: 'compare'; readonly report: Comparison; readonly sides?: readonly [base: Report, next: Report] }
  | { readonly kind: 'sweep'; readonly report: SweepReport }
  | { readonly kind: 'verify'; readonly report: Verification };

/** What the page of a document shows; undefined for a kind that has no page of its own and is shown as its blocks. */
export function pageOf(document: DocumentOf<DocumentKind>, sides?: readonly [Report, Report]): PageData | undefined {
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- few kinds have a page of their own
  switch (document.kind) {
    case 'run':
      return { kind: 'run', report: document };
    case 'resilience':
      return { kind: 'resilience', report: document };
    case 'compare':
      return { kind: 'compare', report: document, ...(sides !== undefined && { sides }) };
    case 'sweep':
      return { kind: 'sweep', report: document };
    case 'verify':
      return { kind: 'verify', report: document };
    default:
      return undefined;
  }
}

const place = '<!-- data -->';

/**
 * The page with its data inside. The data can hold any text: none of it ends the element that it stands in, and it is
 * never markup.
 */
export function filledPage(page: string, data: PageData): string {
  const json = JSON.stringify(data)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
  if (!page.includes(place)) throw new Error('the page has no place for its data');
  return page.replace(place, () => `<script type="application/json" id="data">${json}</script>`);
}
