import type { Json, JsonObject } from "./json.ts";
import { type OperatorReader, only, operatorReader, two } from "./operator-reader.ts";
import type { Aggregation, LimitValue, Operator } from "./operators.ts";
import { readConstant } from "./read-constant.ts";
import { joinReaders } from "./read-join.ts";
import { readExpressions, readOrder, readSortKeys } from "./read-parts.ts";
import { scanReaders } from "./read-scan.ts";
import {
  allowKeys,
  asDigits,
  asFlag,
  asIndex,
  asIndexes,
  asList,
  asObject,
  asText,
  demandEmpty,
  none,
  type Reading,
  translate,
  Untraceable,
} from "./reading.ts";

/** An operator and all below it, out of the engine's JSON. Throws Untraceable for what this reader does not know. */
export function readOperator(value: Json | undefined, reading: Reading): Operator {
  const node = asObject(value, "an operator");
  const type = asText(node.type, "an operator");
  const reader = Object.hasOwn(readers, type) ? readers[type] : undefined;
  if (reader === undefined) throw new Untraceable(`operator ${type}`);
  allowKeys(node, reader.keys, type);
  const inputs = asList(node.children, "inputs").map((child) => readOperator(child, reading));
  return reader.read(node, inputs, reading);
}

const readers: Readonly<Record<string, OperatorReader>> = {
  ...scanReaders,
  ...joinReaders,
  LOGICAL_PROJECTION: operatorReader("table_index expressions", (node, inputs, reading) => ({
    kind: "projection",
    index: asIndex(node.table_index, "table_index"),
    expressions: readExpressions(node.expressions, reading),
    input: only(inputs),
  })),
  LOGICAL_FILTER: operatorReader("expressions projection_map", (node, inputs, reading) => {
    const columns = asIndexes(node.projection_map, "projection_map");
    return {
      kind: "filter",
      conditions: readExpressions(node.expressions, reading),
      ...(columns.length > 0 && { columns }),
      input: only(inputs),
    };
  }),
  LOGICAL_AGGREGATE_AND_GROUP_BY: operatorReader(
    "expressions group_index aggregate_index groupings_index groups grouping_sets grouping_functions distinct_validity",
    readAggregation,
  ),
  LOGICAL_WINDOW: operatorReader("window_index expressions", (node, inputs, reading) => ({
    kind: "windowing",
    index: asIndex(node.window_index, "window_index"),
    windows: readExpressions(node.expressions, reading),
    input: only(inputs),
  })),
  LOGICAL_UNNEST: operatorReader("unnest_index expressions", (node, inputs, reading) => ({
    kind: "unnesting",
    index: asIndex(node.unnest_index, "unnest_index"),
    lists: readExpressions(node.expressions, reading),
    input: only(inputs),
  })),
  LOGICAL_ORDER_BY: operatorReader("orders projections", (node, inputs, reading) => {
    demandEmpty(node, "projections", "LOGICAL_ORDER_BY");
    return { kind: "sorting", keys: readSortKeys(node.orders, reading), input: only(inputs) };
  }),
  LOGICAL_LIMIT: operatorReader("limit_val offset_val", (node, inputs, reading) => ({
    kind: "limit",
    limit: readLimitValue(node.limit_val, reading),
    offset: readLimitValue(node.offset_val, reading),
    input: only(inputs),
  })),
  LOGICAL_DISTINCT: operatorReader("distinct_type distinct_targets order_by", (node, inputs, reading) => ({
    kind: "distinct",
    on: translate({ DISTINCT: "", DISTINCT_ON: "on" }, node.distinct_type, "distinct") === "on",
    keys: readExpressions(node.distinct_targets, reading),
    orderBy: readOrder(node.order_by, reading),
    input: only(inputs),
  })),
  LOGICAL_SAMPLE: operatorReader("sample_options", (node, inputs) => ({
    kind: "sample",
    ...readSample(asObject(node.sample_options, "sample_options")),
    input: only(inputs),
  })),
  LOGICAL_RECURSIVE_CTE: operatorReader(
    "union_all ctename table_index column_count key_targets ref_recurring",
    (node, inputs, reading) => {
      const [anchor, step] = two(inputs);
      return {
        kind: "recursiveCte",
        index: asIndex(node.table_index, "table_index"),
        name: asText(node.ctename, "ctename"),
        unionAll: asFlag(node.union_all, "union_all"),
        columnCount: asIndex(node.column_count, "column_count"),
        keys: readExpressions(node.key_targets, reading),
        readsRecurring: asFlag(node.ref_recurring, "ref_recurring"),
        anchor,
        step,
      };
    },
  ),
  LOGICAL_MATERIALIZED_CTE: operatorReader("table_index column_count ctename materialize", (node, inputs) => {
    const [definition, body] = two(inputs);
    return {
      kind: "cte",
      index: asIndex(node.table_index, "table_index"),
      name: asText(node.ctename, "ctename"),
      materialize: asText(node.materialize, "materialize"),
      definition,
      body,
    };
  }),
};

function readAggregation(node: JsonObject, inputs: readonly Operator[], reading: Reading): Aggregation {
  const sets = (key: string) => asList(node[key], key).map((set) => asIndexes(set, key));
  return {
    kind: "aggregation",
    groupIndex: asIndex(node.group_index, "group_index"),
    aggregateIndex: asIndex(node.aggregate_index, "aggregate_index"),
    ...(node.groupings_index !== none && { groupingIndex: asIndex(node.groupings_index, "groupings_index") }),
    groups: readExpressions(node.groups, reading),
    aggregates: readExpressions(node.expressions, reading),
    groupingSets: sets("grouping_sets"),
    groupings: sets("grouping_functions"),
    input: only(inputs),
  };
}

const limitKinds = {
  UNSET: "none",
  CONSTANT_VALUE: "rows",
  CONSTANT_PERCENTAGE: "percent",
  EXPRESSION_VALUE: "rowsOf",
  EXPRESSION_PERCENTAGE: "percentOf",
} as const;
const limitKeys = new Set(["type", "constant_integer", "constant_percentage", "expression"]);

function readLimitValue(value: Json | undefined, { expression }: Reading): LimitValue {
  const node = asObject(value, "a limit");
  allowKeys(node, limitKeys, "a limit");
  const kind = translate(limitKinds, node.type, "limit");
  if (kind === "none") return { kind };
  if (kind === "rows") return { kind, rows: asDigits(node.constant_integer, "a limit") };
  if (kind === "percent") return { kind, percent: Number(asDigits(node.constant_percentage, "a limit")) };
  return { kind, expression: expression(node.expression) };
}

const sampleKeys = new Set(["sample_size", "is_percentage", "method", "seed", "repeatable"]);

function readSample(options: JsonObject) {
  allowKeys(options, sampleKeys, "sample_options");
  const seed = asDigits(options.seed, "a seed");
  return {
    size: readConstant(options.sample_size),
    percent: asFlag(options.is_percentage, "is_percentage"),
    method: asText(options.method, "a method"),
    ...(seed !== "-1" && seed !== none && { seed }),
  };
}
