/** A place along an axis of a grid where what the points say changes. */
export interface GridChange {
  /** Index of the axis, and of the value on it from which on it is so. */
  readonly axis: number;
  readonly at: number;
  readonly from: string;
  readonly to: string;
  /** In so many lines along the axis, of those that get there. */
  readonly lines: number;
  readonly of: number;
  /** Index of the first point where it is so. */
  readonly first: number;
}

/**
 * Where neighbours of a grid differ, most frequent first. `labels` are those of the points in the grid's order, the
 * last axis the quickest, and may end early; a point that is undefined is compared with nothing. `lengths` say how many
 * values each axis has.
 */
export function gridChanges(labels: readonly (string | undefined)[], lengths: readonly number[]): GridChange[] {
  const changes = new Map<string, { -readonly [K in keyof GridChange]: GridChange[K] }>();
  const compared = new Map<string, number>();
  let stride = 1;
  for (let axis = lengths.length - 1; axis >= 0; axis--) {
    for (const [i, to] of labels.entries()) {
      const at = Math.floor(i / stride) % lengths[axis]!;
      const from = at === 0 ? undefined : labels[i - stride];
      if (from === undefined || to === undefined) continue;
      const place = `${axis} ${at}`;
      compared.set(place, (compared.get(place) ?? 0) + 1);
      if (from === to) continue;
      const key = JSON.stringify([place, from, to]);
      const known = changes.get(key);
      if (known === undefined) changes.set(key, { axis, at, from, to, lines: 1, of: 0, first: i });
      else known.lines++;
    }
    stride *= lengths[axis]!;
  }
  for (const change of changes.values()) change.of = compared.get(`${change.axis} ${change.at}`)!;
  return [...changes.values()].toSorted((a, b) => b.lines / b.of - a.lines / a.of || a.axis - b.axis || a.at - b.at);
}
