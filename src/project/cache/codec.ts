/**
 * Plain data as whole numbers beside a table of strings and one of object shapes. What is read back then costs little more than the objects
 * themselves: each different string is made once, and only when it is needed, and the numbers stay outside of the heap.
 *
 * A number is one of the tags below, an object with the keys of a shape (from `firstShape` on), or a string (from `firstString` on).
 */
export interface Tables {
  readonly strings: string[];
  /** Keys of the objects that occur, joined. */
  readonly shapes: string[];
}

export const tags = {
  null: 0,
  true: 1,
  false: 2,
  /** The number follows. */
  integer: 3,
  /** A string with the number's digits follows. */
  number: 4,
  emptyList: 5,
  emptyMap: 6,
  /** Count and items follow. */
  list: 7,
  /** A place in the entry's own file: line, column and length follow. */
  span: 8,
  /** The same without a length. */
  shortSpan: 9,
  /** Count and keys with their values follow. */
  map: 10,
  /** The name of the entry's own file. */
  file: 11,
  /** A list that is decoded when it is first looked at: how many numbers it takes, then count and items. */
  lateList: 12,
  /** A value that stands elsewhere as well: where it starts. */
  shared: 13,
} as const;

export const firstShape = 16;
export const firstString = 4096;

/** Stands between the keys of a shape. */
export const separator = "\u0001";
