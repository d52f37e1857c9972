import type { Measure } from "./measures.ts";
import type { PartRows } from "./render-part.ts";
import type { Cte } from "./statement.ts";
import type { Duration } from "./types.ts";

/** Rows joined to the moments they belong to, as aggregates over them see them. */
export interface Frame extends PartRows {
  /** Columns that tell one entity and moment from another. */
  readonly identity: readonly string[];
  /** What stands after FROM: groups, age and columns of rows. Asked for once all columns are named. */
  readonly joined: () => string;
  /** Condition on a row of a window that ends at T (null: lifetime); undefined where all rows are in it. */
  readonly contains: (window: Duration | null) => string | undefined;
  /** Does what reads the aggregates add the occasions that have no rows? Then no aggregate needs to have all that have some. */
  readonly keepsEmpty: boolean;
  /** Has an occasion so many rows that what is held for each weighs less than what is done to each row? */
  readonly isDense?: boolean;
  /** Takes the measures that it makes in another way than by aggregates over the joined rows. */
  readonly take?: (measures: readonly Measure[], name: string) => Taken;
}

/** Measures made in another way, and those that are left. */
export interface Taken {
  /** The last is the one to read; none where all measures are left. */
  readonly ctes: readonly Cte[];
  readonly left: readonly Measure[];
}

/** Given what stands after FROM, a SELECT. */
export type Pass = (from: string) => string;

/** Returns the conditions on the rows that a measure counts. */
export const conditionsOf = ({ window, where }: Measure, frame: Frame): readonly string[] =>
  [frame.contains(window), where].filter((each) => each !== undefined);
