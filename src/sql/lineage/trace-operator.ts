import type { Expression } from "../plan/expressions.ts";
import type { Operator } from "../plan/operators.ts";
import { Untraceable } from "../plan/reading.ts";
import type { Reach } from "./flow.ts";
import { keptCells } from "./kept-cells.ts";
import { relateAll } from "./relate.ts";
import { isOne } from "./row-keys.ts";
import { isOuter, isReference, referred, type Scope } from "./scope.ts";
import { traceAggregation } from "./trace-aggregation.ts";
import { decidedOf, traceExpression, usesOf, usesOfParts } from "./trace-expression.ts";
import { traceConditionJoin, traceCrossProduct, traceJoin, tracePositionalJoin } from "./trace-join.ts";
import { traceFunction, traceTable, traceValues } from "./trace-scan.ts";
import { traceRecursiveCte, traceSetOperation } from "./trace-set-operation.ts";
import { traceWindow } from "./trace-window.ts";
import { addRows, columnAt, noRows, noUses, type Traced, type TracedColumn, unite } from "./traced.ts";
import type { Tracing } from "./tracing.ts";

type Of<Kind> = Extract<Operator, { readonly kind: Kind }>;
type Handlers = {
  readonly [Kind in Operator["kind"]]: (operator: Of<Kind>, tracing: Tracing) => Traced;
};

/** The columns that come out of an operator, and what decided its rows. */
export function traceOperator(operator: Operator, tracing: Tracing): Traced {
  const handler = handlers[operator.kind] as (operator: Operator, tracing: Tracing) => Traced;
  return handler(operator, tracing);
}

const columnless = (types: readonly unknown[]): Traced => ({
  columns: types.map(() => ({ uses: noUses })),
  rows: noRows,
  exists: noUses,
});

const handlers: Handlers = {
  table: traceTable,
  function: traceFunction,
  values: traceValues,
  data: ({ types, index }, tracing) => tracing.keep(index, columnless(types)),
  // The engine gives it one column, which nothing refers to.
  oneRow: () => columnless([null]),
  noRows: ({ types }) => columnless(types),
  cteScan: ({ cte, index }, tracing) => {
    const traced = tracing.ctes.get(cte);
    if (traced === undefined) throw new Untraceable("a reference to no CTE");
    return tracing.keep(index, tracing.flow.instance(cte, index, traced));
  },
  outerScan: ({ index, types }, tracing) => {
    const columns = tracing.outer;
    if (columns === undefined || columns.length !== types.length)
      throw new Untraceable("a correlated subquery");
    return tracing.keep(index, { columns, rows: noRows, exists: noUses });
  },
  projection: ({ expressions, input, index }, tracing) => {
    const { columns, ...below } = tracing.trace(input);
    const scope = tracing.scope(columns);
    return tracing.keep(index, {
      columns: expressions.map((expression) => traceExpression(expression, scope)),
      ...below,
    });
  },
  filter: traceFilter,
  aggregation: traceAggregation,
  windowing: ({ windows, input, index }, tracing) => {
    const below = tracing.trace(input);
    const scope = tracing.scope(below.columns);
    const own = windows.map((each) =>
      each.kind === "window" ? traceWindow(each, scope, below.exists) : traceExpression(each, scope),
    );
    return appendColumns(below, index, own, tracing);
  },
  unnesting: ({ lists, input, index }, tracing) => {
    const { columns, rows, exists } = tracing.trace(input);
    const scope = tracing.scope(columns);
    const grown = {
      columns,
      rows: lists.reduce((all, list) => addRows(all, "join", usesOfLength(list, scope)), rows),
      exists,
    };
    const own = lists.map((list) => traceExpression(list, scope));
    return appendColumns(grown, index, own, tracing);
  },
  sorting: ({ keys, input }, tracing) => {
    const { columns, rows, exists } = tracing.trace(input);
    const ordered = addRows(rows, "order", usesOfKeys(keys, tracing.scope(columns)));
    return { columns, rows: ordered, exists };
  },
  limit: (operator, tracing) => {
    const { columns, rows, exists } = tracing.trace(operator.input);
    const scope = tracing.scope(columns);
    const uses = [operator.limit, operator.offset].map((value) =>
      "expression" in value ? usesOf(value.expression, scope) : noUses,
    );
    // All the other rows decide whether one is among the first.
    const step = stepOf(operator, "limit", [], scope);
    return {
      columns,
      rows: uses.reduce((all, each) => addRows(all, "filter", each), rows),
      exists: tracing.flow.through(uses.reduce(unite, unite(exists, rows.order)), step),
    };
  },
  distinct: (operator, tracing) => {
    const { keys, orderBy, input } = operator;
    const { columns, rows, exists } = tracing.trace(input);
    const scope = tracing.scope(columns);
    const own = keys.filter((key) => !isOuter(key, scope));
    const grouped = addRows(rows, "group", usesOfParts(own, scope));
    const order = usesOfKeys(orderBy, scope);
    const step = stepOf(operator, operator.on ? "distinct on" : "distinct", keys, scope);
    tracing.flow.keepOne(step.step);
    return {
      columns,
      rows: addRows(grouped, "order", order),
      exists: tracing.flow.through(unite(tracing.flow.withoutMany(exists), order), step),
    };
  },
  sample: ({ input }, tracing) => tracing.trace(input),
  join: traceJoin,
  conditionJoin: traceConditionJoin,
  crossProduct: traceCrossProduct,
  positionalJoin: tracePositionalJoin,
  setOperation: traceSetOperation,
  recursiveCte: traceRecursiveCte,
  cte: ({ definition, body, index }, tracing) => {
    tracing.definitions.set(index, definition);
    tracing.ctes.set(index, tracing.trace(definition));
    return tracing.trace(body);
  },
};

function appendColumns(below: Traced, index: number, own: readonly TracedColumn[], tracing: Tracing): Traced {
  const { columns, ...rest } = below;
  tracing.keep(index, { columns: own, ...rest });
  return { columns: [...columns, ...own], ...rest };
}

const stepOf = (operator: object, by: string, keys: readonly Expression[], scope: Scope): Reach => ({
  kind: "any",
  by,
  step: scope.flow.step(operator),
  ...keptCells(keys, scope),
});

const usesOfKeys = (keys: readonly { readonly expression: Expression }[], scope: Scope) =>
  usesOfParts(
    keys.map(({ expression }) => expression),
    scope,
  );

/** What decides how many rows an unnested list makes. */
function usesOfLength(list: Expression, scope: Scope) {
  if (list.kind !== "unnest") throw new Untraceable("a list to unnest");
  const { uses, fixedLength } = traceExpression(list.argument, scope);
  return fixedLength ? noUses : uses;
}

function traceFilter({ conditions, columns: kept, input }: Of<"filter">, tracing: Tracing): Traced {
  const as = tracing.filtersJoin ? "join" : "filter";
  const { columns, rows, exists } = tracing.trace(input);
  const scope = tracing.scope(columns);
  relateAll(conditions, scope);
  for (const condition of conditions) {
    const step = stepOfFirst(condition, scope);
    if (step !== undefined) tracing.flow.keepOne(step);
  }
  const filtered = conditions.reduce(
    (all, condition) => addRows(all, isLimit(condition) ? "order" : as, usesOf(condition, scope)),
    rows,
  );
  return {
    columns: kept === undefined ? columns : kept.map((i) => columnAt(columns, i)),
    rows: filtered,
    exists: unite(unite(exists, usesOfParts(conditions, scope)), decidedOf(conditions, scope)),
  };
}

/** `row_number() over (..) = 1` leaves one row of each partition: the number of the window. */
function stepOfFirst(condition: Expression, scope: Scope): number | undefined {
  if (condition.kind !== "comparison" || condition.operator !== "=") return undefined;
  const { left, right } = condition;
  const [column, value] = isReference(left) ? [left, right] : [right, left];
  if (!isReference(column) || !isOne(value)) return undefined;
  return referred(column, scope).counted;
}

/**
 * The LIMIT of a correlated subquery, which the engine turns into a row number and a filter on it: what it uses is what the subquery is ordered
 * by.
 */
const isLimit = (condition: Expression): boolean =>
  condition.kind === "comparison" && condition.left.alias === "limit_rownum";
