// oxlint-disable react/no-array-index-key -- a report does not change while it is shown, so places are names enough
import { Fragment, useId } from 'react';
import { clip, printable } from '../../../lib/text.js';
import { ScrollBox } from '../tables.js';
import './heat-map.css';

/** A variable along a side of a heat map, and its states. */
export interface Side {
  readonly name: string;
  readonly states: readonly { readonly mark: string; readonly words: string }[];
}

export interface Cell {
  /** The text, which may have several lines. */
  readonly text: string;
  /** From 0, which is as light as the page, to 1. */
  readonly heat: number;
  /** The share of the answer that is missing, as stripes that are the stronger the higher it is. */
  readonly missing?: number;
  /** The tooltip. */
  readonly title: string;
}

interface HeatMapProps {
  readonly caption: string;
  readonly rows: readonly Side[];
  readonly columns: readonly Side[];
  /** A custom property of the page. */
  readonly colour: string;
  /** The cell for the indices of a state of each variable; undefined where there is none. */
  readonly cell: (rows: readonly number[], columns: readonly number[]) => Cell | undefined;
}

/** The meaning of striped cells. */
export const stripesNote = 'Striped: not all sources answered; the stronger the stripes, the fewer did.';

/** The most columns that have room for text. */
const roomy = 16;

/**
 * A table whose cells are coloured by their figure. The states of several variables on a side are nested, the last
 * changing fastest.
 */
export function HeatMap({ caption, rows, columns, colour, cell }: HeatMapProps) {
  const id = useId();
  const [down, across] = [picks(rows), picks(columns)];
  const small = across.length > roomy;
  return (
    <>
      <p className="caption" id={id}>
        {caption}
      </p>
      <ScrollBox label={caption}>
        <table className={small ? 'heat small' : 'heat'} aria-labelledby={id}>
          <thead>
            {columns.map((side, level) => (
              <HeadRow
                key={level}
                side={side}
                above={columns.slice(0, level)}
                below={columns.slice(level + 1)}
                corner={level === columns.length - 1 ? rows : []}
                span={Math.max(1, rows.length)}
                small={small}
              />
            ))}
          </thead>
          <tbody>
            {down.map((at, row) => (
              <tr key={row}>
                {rows.map((side, level) => (
                  <RowHead key={level} side={side} at={at} level={level} row={row} below={rows.slice(level + 1)} />
                ))}
                {across.map((to, column) => (
                  <HeatCell key={column} cell={cell(at, to)} colour={colour} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </>
  );
}

function HeatCell({ cell, colour }: { cell: Cell | undefined; colour: string }) {
  if (cell === undefined) return <td className="none">–</td>;
  return (
    <td
      className={(cell.missing ?? 0) > 0 ? 'incomplete' : undefined}
      title={cell.title}
      style={{
        backgroundColor: `color-mix(in oklab, var(${colour}) ${Math.round(cell.heat * 54)}%, var(--bg))`,
        backgroundImage: stripes(cell),
      }}
    >
      <span>{cell.text}</span>
    </td>
  );
}

function stripes({ missing = 0 }: Cell): string | undefined {
  if (missing <= 0) return undefined;
  const line = `color-mix(in srgb, var(--fail) ${Math.round(25 + 60 * missing)}%, transparent)`;
  return `repeating-linear-gradient(135deg, ${line} 0 1.5px, transparent 1.5px 6px)`;
}

interface HeadRowProps {
  readonly side: Side;
  readonly above: readonly Side[];
  readonly below: readonly Side[];
  readonly corner: readonly Side[];
  readonly span: number;
  /** Whether columns are narrow, so that names have to be short. */
  readonly small: boolean;
}

function HeadRow({ side, above, below, corner, span, small }: HeadRowProps) {
  const times = product(above);
  const width = product(below);
  return (
    <tr>
      {corner.length > 0 ? (
        corner.map((one, i) => (
          <th key={i} scope="col" className="corner" title={printable(one.name)}>
            {clip(printable(one.name), 18)} ↓{i === corner.length - 1 && ` ${clip(printable(side.name), 18)} →`}
          </th>
        ))
      ) : (
        <td colSpan={span}>{'\u00a0'}</td>
      )}
      {Array.from({ length: times }, (_, time) => (
        <Fragment key={time}>
          {side.states.map(({ mark, words }, state) => (
            <th
              key={state}
              scope={width === 1 ? 'col' : 'colgroup'}
              colSpan={width}
              title={`${printable(side.name)}: ${words}`}
            >
              <span className="hidden">{`${printable(clip(side.name, 80))} ${words}`}</span>
              <span aria-hidden="true">
                {width === 1
                  ? mark
                  : `${clip(printable(side.name), small ? Math.min(18, Math.max(6, 2 * width)) : 18)} ${mark}`}
              </span>
            </th>
          ))}
        </Fragment>
      ))}
    </tr>
  );
}

function RowHead({
  side,
  at,
  level,
  row,
  below,
}: {
  side: Side;
  at: readonly number[];
  level: number;
  row: number;
  below: readonly Side[];
}) {
  const height = product(below);
  if (row % height !== 0) return null;
  const { mark, words } = side.states[at[level]!]!;
  return (
    <th scope={height === 1 ? 'row' : 'rowgroup'} rowSpan={height} title={`${printable(side.name)}: ${words}`}>
      <span className="hidden">{`${printable(clip(side.name, 80))} ${words}`}</span>
      <span aria-hidden="true">{mark}</span>
    </th>
  );
}

function product(sides: readonly Side[]): number {
  return sides.reduce((all, { states }) => all * states.length, 1);
}

/** A state of each side, in every combination; the last side's changes fastest. */
function picks(sides: readonly Side[]): number[][] {
  return sides.reduce<number[][]>(
    (all, { states }) => all.flatMap((pick) => states.map((_, state) => [...pick, state])),
    [[]],
  );
}
