import type { NodeId } from "../../graph/types.ts";

/**
 * What is known, on the way up from a feature at a moment T, of the rows of a node that one has come to.
 *
 * Names of columns are in small letters.
 */
export interface RowsKnown {
  /** True where none of the rows tells of what came after T; false where nobody can say so. */
  readonly isPast: boolean;
  /** They are rows of the label's node that are past, or part of such: what is a part of them is past as well. */
  readonly isPart: boolean;
  /** The clock by which they are so may be earlier than what they tell of: by up to a day, or whatever it is cut to. */
  readonly isEarly: boolean;
  /** Columns that are no later than T. */
  readonly times: ReadonlySet<string>;
  /** They are so by more than what they may be cut to. */
  readonly isLater: boolean;
  /** Columns that are equal to key columns of rows that the label is made of and that are past: which, and to which columns of which nodes. */
  readonly owners: Owners;
}

/** By column in small letters, or by class of cells. */
export type Owners<Of = string> = ReadonlyMap<Of, ReadonlySet<string>>;

/** A column of a past row, as owners name it. */
export const ownerOf = (node: NodeId, column: string): string => `${node} ${column}`;

/** The columns of a node among owners. */
export function columnsOwned(owners: Iterable<string>, node: NodeId): readonly string[] {
  return [...owners].flatMap((owner) => (owner.startsWith(`${node} `) ? [owner.slice(node.length + 1)] : []));
}

export const unknownRows: RowsKnown = {
  isPast: false,
  isPart: false,
  isEarly: false,
  isLater: false,
  times: new Set(),
  owners: new Map(),
};

/** What a label is made of: its node, and those above it whose rows belong to single rows of it. */
export type LabelRows = ReadonlyMap<NodeId, LabelSource>;

export interface LabelSource {
  /** In small letters; null for that there is such a row. */
  readonly columns: ReadonlySet<string | null>;
  /** Columns that are the label's moment. */
  readonly times: ReadonlySet<string>;
  /** Columns that are equal to those of the label's node, and to which. */
  readonly owners: ReadonlyMap<string, string>;
  /** The label's moment may be earlier than that of these rows. */
  readonly isEarly: boolean;
}

/** A text that is equal for what is equally known. */
export function keyOfRows({ isPast, isPart, isEarly, isLater, times, owners }: RowsKnown): string {
  if (!isPast) return "";
  return `${isPart} ${isEarly} ${isLater} ${[...times].sort()} ${[...owners].map(([column, to]) => `${column}>${[...to].sort()}`).sort()}`;
}
