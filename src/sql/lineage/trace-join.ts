import type {
  ConditionJoin,
  CrossProduct,
  Join,
  JoinCondition,
  JoinType,
  Operator,
  PositionalJoin,
} from "../plan/operators.ts";
import { combine } from "./combine-sides.ts";
import { conditionsOf } from "./join-conditions.ts";
import { relate, relateAll } from "./relate.ts";
import { isOuter } from "./scope.ts";
import { decidedOf, traceExpression, usesOf } from "./trace-expression.ts";
import { mayLack, noUses, type Traced, type TracedColumn, type Uses, unite, uniteRows } from "./traced.ts";
import type { Tracing } from "./tracing.ts";
import { isUniqueBy } from "./unique-by.ts";

/** A join of two sides by comparisons, or with a correlated subquery on its right side. */
export function traceJoin(join: Join, tracing: Tracing): Traced {
  const filtersJoin = !isSubquery(join) && !isScalar(join.right) && !touchesOuter(join);
  const left = tracing.traceIn(join.left, { filtersJoin });
  const scope = tracing.scope(left.columns);
  const right =
    join.outer === undefined
      ? tracing.traceIn(join.right, { filtersJoin })
      : traceCorrelated(
          join,
          join.outer.map((each) => traceExpression(each, scope)),
          tracing,
        );
  tracing.onJoin(join, left, right);
  tracing.flow.step(join);
  const rightScope = tracing.scope(right.columns);
  const conditions = join.conditions.filter((condition) => !isPlumbing(condition, tracing, right));
  const compared = conditions.reduce(
    (uses, each) => unite(uses, unite(usesOf(each.left, scope), usesOf(each.right, rightScope))),
    noUses,
  );
  const decided = conditions.reduce(
    (uses, each) => unite(uses, unite(decidedOf([each.left], scope), decidedOf([each.right], rightScope))),
    noUses,
  );
  for (const each of conditions) relate(each.left, scope, each.comparison, each.right, rightScope);
  const joined = combine(join.type, left, leaveSubquery(right, join), {
    compared,
    decided,
    ...manyOf(join, left, right, tracing),
  });
  return keepMark(join, joined, left, tracing);
}

export function traceConditionJoin(join: ConditionJoin, tracing: Tracing): Traced {
  const filtersJoin = !isSubquery(join) && !isScalar(join.right) && !touchesOuter(join);
  const left = tracing.traceIn(join.left, { filtersJoin });
  const right = tracing.traceIn(join.right, { filtersJoin });
  tracing.onJoin(join, left, right);
  tracing.flow.step(join);
  const scope = tracing.scope([...left.columns, ...right.columns]);
  const { condition } = join;
  relateAll([condition], scope);
  const joined = combine(join.type, left, right, {
    compared: usesOf(condition, scope),
    decided: decidedOf([condition], scope),
    ...manyOf(join, left, right, tracing),
  });
  return keepMark(join, joined, left, tracing);
}

/** Also how a scalar subquery comes to the rows: a filter under it is a WHERE, one under a cross join a part of its ON. */
export function traceCrossProduct(join: CrossProduct, tracing: Tracing): Traced {
  const filtersJoin = !isScalar(join.right) && !touchesOuter(join);
  const left = tracing.traceIn(join.left, { filtersJoin });
  const right = tracing.traceIn(join.right, { filtersJoin });
  return {
    columns: [...left.columns, ...right.columns],
    rows: uniteRows(left.rows, right.rows),
    exists: unite(left.exists, right.exists),
  };
}

/** The shorter side is filled with nulls. */
export function tracePositionalJoin(join: PositionalJoin, tracing: Tracing): Traced {
  const [left, right] = [tracing.trace(join.left), tracing.trace(join.right)];
  return {
    columns: [...mayLack(left.columns), ...mayLack(right.columns)],
    rows: uniteRows(left.rows, right.rows),
    exists: unite(left.exists, right.exists),
  };
}

function traceCorrelated(join: Join, originals: readonly TracedColumn[], tracing: Tracing): Traced {
  const outer = originals.map((original) => ({ ...original, outer: { join, original } }));
  return tracing.traceIn(join.right, { outer });
}

/** Outside its subquery a column of the query around it is what it is there. */
function leaveSubquery(traced: Traced, join: Join): Traced {
  if (join.outer === undefined) return traced;
  const { columns, ...rest } = traced;
  return {
    columns: columns.map((column) => (column.outer?.join === join ? column.outer.original : column)),
    ...rest,
  };
}

/**
 * When the engine unfolds a correlated subquery it brings the rows together by the outer columns, which are the same on both sides: nothing that
 * the statement says.
 */
function isPlumbing({ comparison, right }: JoinCondition, tracing: Tracing, { columns }: Traced): boolean {
  return comparison === "is not distinct from" && isOuter(right, tracing.scope(columns));
}

/** How many partners an outer join may find; nothing where the statement makes its side unique in the keys. */
function manyOf(join: Join | ConditionJoin, left: Traced, right: Traced, { flow, definitions }: Tracing) {
  if (!flow.isOpen || !isOuterJoin.has(join.type)) return { manyLeft: noUses, manyRight: noUses };
  const equalities = conditionsOf(join, left.columns.length).filter((each) => each !== undefined);
  const of = (side: "left" | "right", { exists }: Traced): Uses => {
    const keys = equalities.map((each) => each[side]);
    const positions = new Set(keys.flatMap((key) => (key.kind === "column" ? [key.index] : [])));
    const isOne = (join.kind === "join" && join.asof) || isUniqueBy(join[side], positions, definitions);
    return isOne ? noUses : flow.manyOf(exists);
  };
  return { manyLeft: of("left", left), manyRight: of("right", right) };
}

const isOuterJoin: ReadonlySet<JoinType> = new Set(["left", "right", "full"]);

function keepMark(join: Join | ConditionJoin, joined: Traced, left: Traced, tracing: Tracing): Traced {
  if (join.type === "mark")
    tracing.keep(join.markIndex, { ...joined, columns: joined.columns.slice(left.columns.length) });
  return joined;
}

const isSubquery = ({ type }: Join | ConditionJoin): boolean => type === "mark" || type === "single";

const touchesOuter = ({ left, right }: { readonly left: Operator; readonly right: Operator }): boolean =>
  left.kind === "outerScan" || right.kind === "outerScan";

/** The engine's own aggregation around a scalar subquery has no number for GROUPING. */
function isScalar(operator: Operator): boolean {
  if (operator.kind === "projection") return isScalar(operator.input);
  // In a correlated subquery it is joined to the outer columns.
  if (operator.kind === "join" && operator.left.kind === "outerScan") return isScalar(operator.right);
  return operator.kind === "aggregation" && operator.groupingIndex === undefined;
}
