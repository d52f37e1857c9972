import type { NodeId } from "../../graph/types.ts";

/** Rows of a node that a feature or a label looks at: the columns that it reads (null for that there is such a row), and what says when a row is. */
export interface ReadRows {
  readonly node: NodeId;
  readonly columns: readonly (string | null)[];
  readonly clock: ReadClock;
}

/**
 * `isEarly`: the moment may be earlier than the columns that it is computed of, as the start of a day is. `isLater`: something is added to them,
 * as to the start of a day to have its end.
 */
export type ReadClock =
  | { readonly kind: "none" }
  | {
      readonly kind: "moment";
      readonly columns: readonly string[];
      readonly isEarly: boolean;
      readonly isLater?: boolean;
    };

/** A column of a node; null for that there is such a row at all. */
export interface Place {
  readonly node: NodeId;
  readonly column: string | null;
}

/** One step of the way of a value, from the node that makes it to what it is made of. */
export interface LeakStep {
  readonly at: Place;
  /** What fetches it from other rows (`lead`, `sum`, `group by`), where they are other rows. */
  readonly by?: string;
}
