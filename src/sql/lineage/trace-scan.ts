import type { Expression } from "../plan/expressions.ts";
import type { FunctionScan, TableScan, ValuesScan } from "../plan/operators.ts";
import { decidedOf, traceExpression, usesOfParts } from "./trace-expression.ts";
import { addRows, columnAt, noRows, noUses, type Traced, uniteAll, withDecided } from "./traced.ts";
import type { Tracing } from "./tracing.ts";

/** The columns of a base table: where all lineage ends. */
export function traceTable({ index, table, columns }: TableScan, tracing: Tracing): Traced {
  const { flow } = tracing;
  if (tracing.isStandIn(table))
    return tracing.keep(index, {
      columns: columns.map(() => ({ uses: noUses })),
      rows: noRows,
      exists: noUses,
    });
  const scan = flow.scan(index, table);
  return tracing.keep(index, {
    columns: columns.map(({ name, virtual }) => {
      if (name === "") return { uses: noUses };
      const source = tracing.sourceOf(table, name);
      const uses = new Set([flow.cell(scan, name, source)]);
      return virtual ? { uses } : { uses, copy: { source, scan: index, mayLack: false } };
    }),
    rows: noRows,
    exists: flow.isOpen ? new Set([flow.cell(scan, null)]) : noUses,
  });
}

/**
 * The columns of a table function come from its arguments, row by row: `range(n)`, `unnest(list)`. How many rows it makes does too, but for a
 * list whose length is written in the statement.
 */
export function traceFunction(operator: FunctionScan, tracing: Tracing): Traced {
  const { index, columns, input, inputColumns, ordinality } = operator;
  if (input === undefined) {
    const own = columns.map(() => ({ uses: noUses }));
    return tracing.keep(index, { columns: own, rows: noRows, exists: noUses });
  }
  const below = tracing.trace(input);
  const passed = new Set(inputColumns);
  const parameters = below.columns.filter((_, i) => !passed.has(i));
  const uses = uniteAll(parameters.map((each) => each.uses));
  const varying = parameters.filter(({ fixedLength }) => operator.name !== "unnest" || !fixedLength);
  const decided = uniteAll(parameters.map((each) => each.decided ?? noUses));
  const own = columns.map((_, i) => (i === ordinality ? { uses: noUses } : withDecided({ uses }, decided)));
  const kept = inputColumns.map((i) => columnAt(below.columns, i));
  tracing.keep(index, { columns: own, rows: noRows, exists: noUses });
  const rows = addRows(below.rows, "join", uniteAll(varying.map((each) => each.uses)));
  return { columns: [...own, ...kept], rows, exists: below.exists };
}

/** A column of VALUES is computed of what stands in it in any row; one that is the same column of the input in all rows is that column. */
export function traceValues({ index, types, rows: values, input }: ValuesScan, tracing: Tracing): Traced {
  const { columns, rows, exists } = tracing.trace(input);
  const scope = tracing.scope(columns);
  return tracing.keep(index, {
    columns: types.map((_, i) => {
      const cells = values.map((row) => row[i]).filter((cell) => cell !== undefined);
      const [first] = cells;
      if (first !== undefined && cells.every((cell) => isSameColumn(cell, first)))
        return traceExpression(first, scope);
      return withDecided({ uses: usesOfParts(cells, scope) }, decidedOf(cells, scope));
    }),
    rows,
    exists,
  });
}

const isSameColumn = (one: Expression, other: Expression): boolean =>
  one.kind === "column" && other.kind === "column" && one.index === other.index;
