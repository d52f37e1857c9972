import type { Expression } from "../plan/expressions.ts";
import type { Aggregation } from "../plan/operators.ts";
import { isOfSet } from "./duplicates.ts";
import type { Reach, Tie } from "./flow.ts";
import { keptCells } from "./kept-cells.ts";
import { isOuter, type Scope } from "./scope.ts";
import { decidedOf, traceExpression, usesOf, usesOfParts } from "./trace-expression.ts";
import { isMoment } from "./trace-moment.ts";
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
  withDecided,
} from "./traced.ts";
import type { Tracing } from "./tracing.ts";

/** Groups, aggregates, and the results of GROUPING. */
export function traceAggregation(operator: Aggregation, tracing: Tracing): Traced {
  const below = tracing.trace(operator.input);
  const scope = tracing.scope(below.columns);
  const groups = operator.groups.map((group) => traceExpression(group, scope));
  if (operator.groupingIndex === undefined) return traceSubquery(operator, groups, below, tracing);
  const { flow } = tracing;
  const isOneSet = operator.groupingSets.length <= 1;
  const step: Reach = {
    kind: "any",
    by: "group by",
    step: flow.step(operator),
    ...(isOneSet ? keptCells(operator.groups, scope) : { kept: [] }),
  };
  const exists = flow.through(flow.withoutMany(below.exists), step);
  const seen = new Map<string, Uses>();
  const seenBy = (aggregate: Expression, reach: Reach): Uses => {
    const key = `${reach.by} ${isOfSet(aggregate)}`;
    const rows = isOfSet(aggregate) ? flow.withoutMany(below.exists) : below.exists;
    const found = seen.get(key) ?? flow.through(rows, reach);
    seen.set(key, found);
    return found;
  };
  const aggregates = operator.aggregates.map((each): TracedColumn => {
    const reach = { ...step, by: nameOf(each) };
    const tie = topOf(each, step, scope);
    const decided = unite(seenBy(each, reach), flow.through(decidedOf([each], scope), reach));
    return withDecided({ uses: flow.through(usesOf(each, scope), reach), ...(tie && { tie }) }, decided);
  });
  const groupings = operator.groupings.map(() => ({ uses: noUses }));
  // A column of the query around a subquery is constant in it: to group by it, as the engine does when it unfolds the subquery, groups nothing.
  const own = operator.groups.filter((group) => !isOuter(group, scope));
  const grouped = groups.map((column) => seenThrough(column, step, tracing));
  const keys = isOneSet ? grouped : mayLack(grouped);
  return keepParts(operator, keys, aggregates, tracing, {
    columns: [...keys, ...aggregates, ...groupings],
    rows: addRows(below.rows, "group", usesOfParts(own, scope)),
    // Without keys there is one row, whatever there is below.
    exists: own.length === 0 && isOneSet ? noUses : exists,
  });
}

const nameOf = (aggregate: Expression): string =>
  aggregate.kind === "aggregate" ? aggregate.name.replace(/^count_star$/, "count") : "group by";

/** A key has the value of any row of its group. */
function seenThrough(column: TracedColumn, step: Reach, { flow }: Tracing): TracedColumn {
  if (column.outer !== undefined) return column;
  const tie = tieOf(column);
  const { uses, decided = noUses } = column;
  return withDecided(
    { ...column, uses: flow.through(uses, step), ...(tie && { tie }) },
    flow.through(decided, step),
  );
}

/** The last moment of a group is no earlier than that of any of its rows. */
function topOf(aggregate: Expression, { step }: Reach, scope: Scope): Tie | undefined {
  if (!scope.flow.isOpen || aggregate.kind !== "aggregate" || aggregate.name !== "max" || aggregate.filter)
    return undefined;
  const [value] = aggregate.arguments;
  if (value === undefined || !isMoment(value)) return undefined;
  const tie = tieOf(traceExpression(value, scope));
  return tie?.kind === "equal" || tie?.kind === "near" ? { kind: "top", cells: tie.cells, step } : undefined;
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
  const step: Reach = {
    kind: "any",
    by: "subquery",
    step: tracing.flow.step(operator),
    ...keptCells(operator.groups, scope),
  };
  const aggregates = operator.aggregates.map((each): TracedColumn => {
    const uses = tracing.flow.through(unite(usesOf(each, scope), deciding), step);
    const seen = tracing.flow.through(unite(below.exists, decidedOf([each], scope)), step);
    const [value] = each.kind === "aggregate" && each.name === "first" ? each.arguments : [];
    const traced = value === undefined ? undefined : traceExpression(value, scope);
    const tie = traced && tieOf(traced);
    const made = withDecided({ uses, ...(tie && { tie }) }, seen);
    return traced?.copy === undefined ? made : { ...made, copy: { ...traced.copy, mayLack: true } };
  });
  const columns = [...groups, ...aggregates];
  // There is one row, or one for each row around it.
  return keepParts(operator, groups, aggregates, tracing, { columns, rows: below.rows, exists: noUses });
}

function keepParts(
  { groupIndex, aggregateIndex }: Aggregation,
  groups: readonly TracedColumn[],
  aggregates: readonly TracedColumn[],
  tracing: Tracing,
  traced: Traced,
): Traced {
  const { rows, exists } = traced;
  tracing.keep(groupIndex, { columns: groups, rows, exists });
  tracing.keep(aggregateIndex, { columns: aggregates, rows, exists });
  return traced;
}
