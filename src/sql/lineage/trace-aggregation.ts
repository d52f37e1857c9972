import type { Aggregation } from "../plan/operators.ts";
import { isOuter, traceExpression, usesOf, usesOfParts } from "./trace-expression.ts";
import { addRows, allRows, mayLack, noUses, type Traced, type TracedColumn, unite } from "./traced.ts";
import type { Tracing } from "./tracing.ts";

/** Groups, aggregates, and the results of GROUPING. */
export function traceAggregation(operator: Aggregation, tracing: Tracing): Traced {
  const below = tracing.trace(operator.input);
  const scope = tracing.scope(below.columns);
  const groups = operator.groups.map((group) => traceExpression(group, scope));
  if (operator.groupingIndex === undefined) return traceSubquery(operator, groups, below, tracing);
  const aggregates = operator.aggregates.map((each) => ({ uses: usesOf(each, scope) }));
  const groupings = operator.groupings.map(() => ({ uses: noUses }));
  // A column of the query around a subquery is constant in it: to group by it, as the engine does when it unfolds the subquery, groups nothing.
  const own = operator.groups.filter((group) => !isOuter(group, scope));
  const keys = operator.groupingSets.length > 1 ? mayLack(groups) : groups;
  return keepParts(operator, keys, aggregates, tracing, {
    columns: [...keys, ...aggregates, ...groupings],
    rows: addRows(below.rows, "group", usesOfParts(own, scope)),
  });
}

/**
 * The engine's own aggregation around a scalar subquery or EXISTS that is not correlated: `first(value)` and a count of rows. The rows of the
 * subquery decide the value, so whatever decides them counts as value too. Inside a correlated subquery it has that one's outer columns as
 * groups.
 */
function traceSubquery(
  operator: Aggregation,
  groups: readonly TracedColumn[],
  below: Traced,
  tracing: Tracing,
): Traced {
  const scope = tracing.scope(below.columns);
  const deciding = allRows(below.rows);
  const aggregates = operator.aggregates.map((each): TracedColumn => {
    const uses = unite(usesOf(each, scope), deciding);
    const [value] = each.kind === "aggregate" && each.name === "first" ? each.arguments : [];
    const copy = value === undefined ? undefined : traceExpression(value, scope).copy;
    return copy === undefined ? { uses } : { uses, copy: { ...copy, mayLack: true } };
  });
  const columns = [...groups, ...aggregates];
  return keepParts(operator, groups, aggregates, tracing, { columns, rows: below.rows });
}

function keepParts(
  { groupIndex, aggregateIndex }: Aggregation,
  groups: readonly TracedColumn[],
  aggregates: readonly TracedColumn[],
  tracing: Tracing,
  traced: Traced,
): Traced {
  tracing.keep(groupIndex, { columns: groups, rows: traced.rows });
  tracing.keep(aggregateIndex, { columns: aggregates, rows: traced.rows });
  return traced;
}
