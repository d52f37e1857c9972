import type { Tie } from "../../sql/lineage/flow.ts";
import type { FlowReader } from "./read-flow.ts";
import type { RowsKnown } from "./rows-known.ts";

/** What is known of the moments in a node's statement, by class. */
export interface Moments {
  /** No later than T. */
  readonly exact: ReadonlySet<number>;
  /** Later, if at all, by less than what they are cut to. */
  readonly early: ReadonlySet<number>;
  /** No later in any row of an aggregation. */
  readonly tops: readonly { readonly step: number; readonly classes: readonly number[] }[];
}

export function momentsOf({ times, isLater }: RowsKnown, { columnOf, classOf }: FlowReader): Moments {
  const ties = [...times].flatMap((column): readonly Tie[] => {
    const tie = columnOf(column)?.tie;
    return tie === undefined ? [] : [tie];
  });
  const classes = (isWanted: (tie: Tie) => boolean) =>
    new Set(ties.filter(isWanted).flatMap(({ cells }) => cells.map(classOf)));
  return {
    exact: classes(({ kind }) => kind === "equal" || kind === "near" || (kind === "early" && isLater)),
    early: classes(({ kind }) => kind === "early" && !isLater),
    tops: ties.flatMap((tie) =>
      tie.kind === "top" ? [{ step: tie.step, classes: tie.cells.map(classOf) }] : [],
    ),
  };
}
