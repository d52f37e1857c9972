import type { Aggregation } from "../plan/operators.ts";
import { isOuter, traceExpression, usesOf, usesOfParts } from "./trace-expression.ts";
import { addRows, allRows, mayLack, noUses, type Traced, type TracedColumn, unite } from "./traced.ts";
import type { Tracing } from "./tracing.ts";

/** Groups, aggregates, and the results of GROUPING. */
export function traceAggregation(operator: Aggregation, tracing: Tracing): Traced {
  const below = tracing.trace(operator.input);
  const scope = tracing.scope(below.columns);
  if (operator.groupingIndex === undefined) return traceSubquery(operator, below, tracing);
  const groups = operator.groups.map((group) => traceExpression(group, scope));
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
 * subquery decide the value, so whatever decides them counts as value too.
 */
function traceSubquery(operator: Aggregation, below: Traced, tracing: Tracing): Traced {
  const scope = tracing.scope(below.columns);
  const deciding = allRows(below.rows);
  const aggregates = operator.aggregates.map((each): TracedColumn => {
    const uses = unite(usesOf(each, scope), deciding);
    const [value] = each.kind === "aggregate" && each.name === "first" ? each.arguments : [];
    const copy = value === undefined ? undefined : traceExpression(value, scope).copy;
    return copy === undefined ? { uses } : { uses, copy: { ...copy, mayLack: true } };
  });
  return keepParts(operator, [], aggregates, tracing, { columns: aggregates, rows: below.rows });
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
