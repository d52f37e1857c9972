import type { JoinType } from "../plan/operators.ts";
import {
  addRows,
  allRows,
  mayLack,
  noUses,
  type Traced,
  type TracedColumn,
  tieOf,
  type Uses,
  unite,
  uniteRows,
  withDecided,
} from "./traced.ts";

/** What a join's condition adds to its sides. */
export interface Condition {
  /** What it compares, and what decides that. */
  readonly compared: Uses;
  readonly decided: Uses;
  /** How many partners a side may have. */
  readonly manyLeft: Uses;
  readonly manyRight: Uses;
}

/**
 * The value of a scalar subquery, and the truth value of IN, ANY and EXISTS, is decided by which rows the subquery has: all that decides them
 * counts as value, and besides as a use that decides rows, under its own name.
 */
export function combine(type: JoinType, left: Traced, right: Traced, condition: Condition): Traced {
  const { compared, decided, manyLeft, manyRight } = condition;
  const rows = uniteRows(left.rows, right.rows);
  const deciding = () => unite(compared, allRows(right.rows));
  const matched = () => unite(unite(compared, decided), unite(left.exists, right.exists));
  /** Whether there is a partner decides the columns of a side that may have none. */
  const optional = (side: Traced) => decideAll(mayLack(side.columns), side.exists);
  const joinRows = () => addRows(rows, "join", compared);
  const both = (leftColumns = left.columns, rightColumns = right.columns) => [
    ...leftColumns,
    ...rightColumns,
  ];
  switch (type) {
    case "inner":
      return { columns: both(), rows: joinRows(), exists: matched() };
    case "left":
      return {
        columns: both(left.columns, optional(right)),
        rows: joinRows(),
        exists: unite(left.exists, manyRight),
      };
    case "right":
      return {
        columns: both(optional(left)),
        rows: joinRows(),
        exists: unite(right.exists, manyLeft),
      };
    case "full":
      return {
        columns: both(optional(left), optional(right)),
        rows: joinRows(),
        exists: unite(left.exists, right.exists),
      };
    case "semi":
    case "anti":
      return { columns: left.columns, rows: addRows(rows, "filter", compared), exists: matched() };
    case "right semi":
    case "right anti":
      return { columns: right.columns, rows: addRows(rows, "filter", compared), exists: matched() };
    case "mark": {
      const mark = withDecided({ uses: deciding() }, unite(decided, right.exists));
      return { columns: [...left.columns, mark], rows, exists: left.exists };
    }
    case "single": {
      const values = mayLack(right.columns).map((column) =>
        withDecided(
          { ...column, uses: unite(column.uses, deciding()), ...tied(column) },
          unite(column.decided ?? noUses, unite(decided, right.exists)),
        ),
      );
      return { columns: [...left.columns, ...values], rows, exists: left.exists };
    }
  }
}

const decideAll = (columns: readonly TracedColumn[], decided: Uses): readonly TracedColumn[] =>
  decided.size === 0
    ? columns
    : columns.map((column) => withDecided(column, unite(decided, column.decided ?? noUses)));

/** What more a column uses would hide that it is a bare copy. */
function tied(column: TracedColumn): Pick<TracedColumn, "tie"> {
  const tie = tieOf(column);
  return tie === undefined ? {} : { tie };
}
