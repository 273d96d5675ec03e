/** A streaming fold: takes items one after the other and keeps no more of them than its result needs. */
export interface Fold<Item, Result> {
  add(item: Item): void;
  /** What the items so far come to. */
  result(): Result;
}

/** What items come to that are there already. */
export function fold<Item, Result>(items: Iterable<Item>, into: Fold<Item, Result>): Result {
  for (const item of items) into.add(item);
  return into.result();
}
