import { useEffect, useRef } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import './curve.css';
import { useScheme } from './colours.js';
import { chartOptions, incompletes, type CurveLook } from './curve-options.js';

/** The width of a chart on paper, in pixels. */
const paperWidth = 660;

/**
 * Lines, steps or bars over a numeric axis, drawn by uPlot and as wide as the page. `label` describes them for a screen
 * reader. The chart is drawn again where `look` or the colours change, so callers memoise it.
 */
export function Curve({ label, look, xs }: { label: string; look: CurveLook; xs: readonly number[] }) {
  const place = useRef<HTMLDivElement>(null);
  const scheme = useScheme();
  useEffect(() => {
    const element = place.current!;
    const values = look.lines.map(({ values: ys }) => ys);
    const chart = new UPlot(
      chartOptions(look, element.clientWidth),
      [
        [...xs],
        ...(look.kind === 'stack' ? stacked(values) : values.map((ys) => [...ys])),
        ...incompletes(look, element.clientWidth).map((ys) => [...ys]),
      ],
      element,
    );
    const resize = (width: number): void => chart.setSize({ width, height: look.height });
    const onScreen = (): void => resize(element.clientWidth);
    let placeWidth = element.clientWidth;
    // The legend may change its height on paper, which does not change the chart.
    const observer = new ResizeObserver(() => {
      if (element.clientWidth === placeWidth) return;
      placeWidth = element.clientWidth;
      onScreen();
    });
    observer.observe(element);
    const onPaper = (): void => resize(Math.min(paperWidth, element.clientWidth));
    addEventListener('beforeprint', onPaper);
    // The place may be as wide as before, which no observer reports.
    addEventListener('afterprint', onScreen);
    return () => {
      removeEventListener('beforeprint', onPaper);
      removeEventListener('afterprint', onScreen);
      observer.disconnect();
      chart.destroy();
    };
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- colours are read anew when the scheme changes
  }, [look, xs, scheme]);
  return (
    <div
      ref={place}
      className={look.kind === 'lines' || look.kind === 'steps' ? 'curve lined' : 'curve'}
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- drawn by elements, read out as one picture
      role="img"
      aria-label={label}
    />
  );
}

/** The values of each line added to those of the lines before it. */
function stacked(lines: readonly (readonly (number | null)[])[]): number[][] {
  const sums: number[][] = [];
  for (const line of lines) sums.push(line.map((value, i) => (value ?? 0) + (sums.at(-1)?.[i] ?? 0)));
  return sums;
}
