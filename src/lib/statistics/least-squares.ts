/**
 * The coefficients, none below zero, with which the columns add up to the values as nearly as can be by least squares.
 * With few columns every choice of those that count can be solved on its own; the best without a negative coefficient
 * is the optimum (Lawson and Hanson, "Solving Least Squares Problems", 1974, chapter 23, whose algorithm finds the same
 * choice). Columns and values are of one length.
 */
export function nonNegativeLeastSquares(columns: readonly (readonly number[])[], values: readonly number[]): number[] {
  let best = { coefficients: columns.map(() => 0), error: squares(values) };
  for (let choice = 1; choice < 2 ** columns.length; choice++) {
    const chosen = columns.flatMap((_, i) => ((choice >> i) & 1 ? [i] : []));
    const solution = leastSquares(
      chosen.map((i) => columns[i]!),
      values,
    );
    if (solution === undefined || solution.some((coefficient) => coefficient < 0)) continue;
    const coefficients = columns.map((_, i) => solution[chosen.indexOf(i)] ?? 0);
    const error = squares(values.map((value, row) => value - dot(coefficients, columns, row)));
    if (error < best.error) best = { coefficients, error };
  }
  return best.coefficients;
}

function squares(values: readonly number[]): number {
  return values.reduce((total, value) => total + value * value, 0);
}

function dot(coefficients: readonly number[], columns: readonly (readonly number[])[], row: number): number {
  return columns.reduce((total, column, i) => total + coefficients[i]! * column[row]!, 0);
}

/** By the QR decomposition of modified Gram–Schmidt; undefined where a column depends on those before it. */
function leastSquares(columns: readonly (readonly number[])[], values: readonly number[]): number[] | undefined {
  const basis: number[][] = [];
  const upper: number[][] = [];
  const target: number[] = [];
  let rest = [...values];
  for (const column of columns) {
    let left = [...column];
    const above = basis.map((direction) => {
      const along = inner(direction, left);
      left = minus(left, along, direction);
      return along;
    });
    const length = Math.sqrt(squares(left));
    if (length <= 1e-12 * Math.sqrt(squares(column))) return undefined;
    const direction = left.map((value) => value / length);
    const along = inner(direction, rest);
    rest = minus(rest, along, direction);
    basis.push(direction);
    upper.push([...above, length]);
    target.push(along);
  }
  const solution: number[] = columns.map(() => 0);
  for (let i = columns.length - 1; i >= 0; i--) {
    const known = solution.reduce((total, value, j) => (j > i ? total + value * upper[j]![i]! : total), 0);
    solution[i] = (target[i]! - known) / upper[i]![i]!;
  }
  return solution;
}

function inner(a: readonly number[], b: readonly number[]): number {
  return a.reduce((total, value, i) => total + value * b[i]!, 0);
}

function minus(from: readonly number[], times: number, what: readonly number[]): number[] {
  return from.map((value, i) => value - times * what[i]!);
}
