import type { Expression } from "../plan/expressions.ts";
import type { Operator, TableScan } from "../plan/operators.ts";

/** The definitions of CTEs, by number. */
export type Definitions = ReadonlyMap<number, Operator>;

/** The base table whose rows an operator yields, each at most once. */
export function onlyTable(operator: Operator, definitions: Definitions): TableScan | undefined {
  switch (operator.kind) {
    case "table":
      return operator;
    case "projection":
    case "filter":
    case "windowing":
    case "sorting":
    case "limit":
    case "sample":
    case "distinct":
      return onlyTable(operator.input, definitions);
    case "cteScan": {
      const definition = definitions.get(operator.cte);
      return definition === undefined ? undefined : onlyTable(definition, definitions);
    }
    case "join":
    case "conditionJoin":
      return keepsLeftRows.has(operator.type) ? onlyTable(operator.left, definitions) : undefined;
    default:
      return undefined;
  }
}

const keepsLeftRows: ReadonlySet<string> = new Set(["semi", "anti", "mark", "single"]);

/** True where an operator is built so that no two of its rows are equal in the columns at these positions. */
export function isUniqueBy(
  operator: Operator,
  positions: ReadonlySet<number>,
  definitions: Definitions,
): boolean {
  switch (operator.kind) {
    case "oneRow":
      return true;
    case "projection":
      return isUniqueBy(operator.input, through(operator.expressions, positions), definitions);
    case "filter": {
      const { columns, input } = operator;
      const kept =
        columns === undefined ? positions : new Set([...positions].flatMap((i) => columns[i] ?? []));
      return isUniqueBy(input, kept, definitions);
    }
    case "windowing":
    case "sorting":
    case "limit":
    case "sample":
      return isUniqueBy(operator.input, positions, definitions);
    case "aggregation":
      return operator.groupingSets.length <= 1 && operator.groups.every((_, i) => positions.has(i));
    case "distinct":
      return operator.keys.every((key) => key.kind === "column" && positions.has(key.index));
    case "cteScan": {
      const definition = definitions.get(operator.cte);
      return definition !== undefined && isUniqueBy(definition, positions, definitions);
    }
    case "join":
    case "conditionJoin":
      return keepsLeftRows.has(operator.type) && isUniqueBy(operator.left, positions, definitions);
    default:
      return false;
  }
}

/** The positions in the input of the columns that a projection passes on at these positions. */
const through = (expressions: readonly Expression[], positions: ReadonlySet<number>): ReadonlySet<number> =>
  new Set(
    expressions.flatMap((expression, i) =>
      positions.has(i) && expression.kind === "column" ? [expression.index] : [],
    ),
  );
