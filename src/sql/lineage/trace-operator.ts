import type { Expression } from "../plan/expressions.ts";
import type { Operator } from "../plan/operators.ts";
import { Untraceable } from "../plan/reading.ts";
import { traceAggregation } from "./trace-aggregation.ts";
import { isOuter, type Scope, traceExpression, usesOf, usesOfParts } from "./trace-expression.ts";
import { traceConditionJoin, traceCrossProduct, traceJoin, tracePositionalJoin } from "./trace-join.ts";
import { traceFunction, traceTable, traceValues } from "./trace-scan.ts";
import { traceRecursiveCte, traceSetOperation } from "./trace-set-operation.ts";
import { addRows, columnAt, noRows, noUses, type Traced } from "./traced.ts";
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
    return tracing.keep(index, traced);
  },
  outerScan: ({ index, types }, tracing) => {
    const columns = tracing.outer;
    if (columns === undefined || columns.length !== types.length)
      throw new Untraceable("a correlated subquery");
    return tracing.keep(index, { columns, rows: noRows });
  },
  projection: ({ expressions, input, index }, tracing) => {
    const { columns, rows } = tracing.trace(input);
    const scope = tracing.scope(columns);
    return tracing.keep(index, {
      columns: expressions.map((expression) => traceExpression(expression, scope)),
      rows,
    });
  },
  filter: traceFilter,
  aggregation: traceAggregation,
  windowing: ({ windows, input, index }, tracing) => {
    const { columns, rows } = tracing.trace(input);
    const scope = tracing.scope(columns);
    return appendColumns({ columns, rows }, index, windows, scope, tracing);
  },
  unnesting: ({ lists, input, index }, tracing) => {
    const { columns, rows } = tracing.trace(input);
    const scope = tracing.scope(columns);
    const grown = lists.reduce((all, list) => addRows(all, "join", usesOfLength(list, scope)), rows);
    return appendColumns({ columns, rows: grown }, index, lists, scope, tracing);
  },
  sorting: ({ keys, input }, tracing) => {
    const { columns, rows } = tracing.trace(input);
    return { columns, rows: addRows(rows, "order", usesOfKeys(keys, tracing.scope(columns))) };
  },
  limit: ({ limit, offset, input }, tracing) => {
    const { columns, rows } = tracing.trace(input);
    const scope = tracing.scope(columns);
    const uses = [limit, offset].map((value) =>
      "expression" in value ? usesOf(value.expression, scope) : noUses,
    );
    return { columns, rows: uses.reduce((all, each) => addRows(all, "filter", each), rows) };
  },
  distinct: ({ keys, orderBy, input }, tracing) => {
    const { columns, rows } = tracing.trace(input);
    const scope = tracing.scope(columns);
    const own = keys.filter((key) => !isOuter(key, scope));
    const grouped = addRows(rows, "group", usesOfParts(own, scope));
    return { columns, rows: addRows(grouped, "order", usesOfKeys(orderBy, scope)) };
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

function appendColumns(
  { columns, rows }: Traced,
  index: number,
  expressions: readonly Expression[],
  scope: Scope,
  tracing: Tracing,
): Traced {
  const own = expressions.map((expression) => traceExpression(expression, scope));
  tracing.keep(index, { columns: own, rows });
  return { columns: [...columns, ...own], rows };
}

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
  const { columns, rows } = tracing.trace(input);
  const scope = tracing.scope(columns);
  const filtered = conditions.reduce(
    (all, condition) => addRows(all, isLimit(condition) ? "order" : as, usesOf(condition, scope)),
    rows,
  );
  return { columns: kept === undefined ? columns : kept.map((i) => columnAt(columns, i)), rows: filtered };
}

/**
 * The LIMIT of a correlated subquery, which the engine turns into a row number and a filter on it: what it uses is what the subquery is ordered
 * by.
 */
const isLimit = (condition: Expression): boolean =>
  condition.kind === "comparison" && condition.left.alias === "limit_rownum";
