import type { Expression } from "../plan/expressions.ts";
import type { FunctionScan, TableScan, ValuesScan } from "../plan/operators.ts";
import { traceExpression, usesOfParts } from "./trace-expression.ts";
import { addRows, columnAt, noRows, noUses, type Traced, uniteAll } from "./traced.ts";
import type { Tracing } from "./tracing.ts";

/** The columns of a base table: where all lineage ends. */
export function traceTable({ index, table, columns }: TableScan, tracing: Tracing): Traced {
  const isStandIn = tracing.isStandIn(table);
  return tracing.keep(index, {
    columns: columns.map(({ name, virtual }) => {
      if (isStandIn || name === "") return { uses: noUses };
      const source = tracing.sourceOf(table, name);
      const uses = new Set([source]);
      return virtual ? { uses } : { uses, copy: { source, scan: index, mayLack: false } };
    }),
    rows: noRows,
  });
}

/**
 * The columns of a table function come from its arguments, row by row: `range(n)`, `unnest(list)`. How many rows it makes does too, but for a
 * list whose length is written in the statement.
 */
export function traceFunction(operator: FunctionScan, tracing: Tracing): Traced {
  const { index, columns, input, inputColumns, ordinality } = operator;
  if (input === undefined) {
    return tracing.keep(index, { columns: columns.map(() => ({ uses: noUses })), rows: noRows });
  }
  const below = tracing.trace(input);
  const passed = new Set(inputColumns);
  const parameters = below.columns.filter((_, i) => !passed.has(i));
  const uses = uniteAll(parameters.map((each) => each.uses));
  const varying = parameters.filter(({ fixedLength }) => operator.name !== "unnest" || !fixedLength);
  const own = columns.map((_, i) => ({ uses: i === ordinality ? noUses : uses }));
  const kept = inputColumns.map((i) => columnAt(below.columns, i));
  tracing.keep(index, { columns: own, rows: noRows });
  const rows = addRows(below.rows, "join", uniteAll(varying.map((each) => each.uses)));
  return { columns: [...own, ...kept], rows };
}

/** A column of VALUES is computed of what stands in it in any row; one that is the same column of the input in all rows is that column. */
export function traceValues({ index, types, rows: values, input }: ValuesScan, tracing: Tracing): Traced {
  const { columns, rows } = tracing.trace(input);
  const scope = tracing.scope(columns);
  return tracing.keep(index, {
    columns: types.map((_, i) => {
      const cells = values.map((row) => row[i]).filter((cell) => cell !== undefined);
      const [first] = cells;
      if (first !== undefined && cells.every((cell) => isSameColumn(cell, first)))
        return traceExpression(first, scope);
      return { uses: usesOfParts(cells, scope) };
    }),
    rows,
  });
}

const isSameColumn = (one: Expression, other: Expression): boolean =>
  one.kind === "column" && other.kind === "column" && one.index === other.index;
