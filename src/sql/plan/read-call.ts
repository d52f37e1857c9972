import type { AggregateExpression, CallExpression, Frame, WindowExpression } from "./expressions.ts";
import type { Json, JsonObject } from "./json.ts";
import { readExpressions, readOrder, readSortKeys } from "./read-parts.ts";
import { readType, readTypes } from "./read-type.ts";
import {
  asFlag,
  asObject,
  asText,
  holdsExpression,
  type Reading,
  translate,
  Untraceable,
} from "./reading.ts";

/** A scalar function. What the engine worked out when it bound it stays as it is, but for the body of a lambda. */
export function readCall(node: JsonObject, reading: Reading): CallExpression {
  return {
    kind: "call",
    ...readInvocation(node, reading),
    isOperator: asFlag(node.is_operator, "is_operator"),
    ...readFunctionData(node.function_data, reading),
  };
}

const distinctions = { DISTINCT: "distinct", NON_DISTINCT: "all" } as const;

export function readAggregate(node: JsonObject, reading: Reading): AggregateExpression {
  return {
    kind: "aggregate",
    ...readInvocation(node, reading),
    distinct: translate(distinctions, node.aggregate_type, "aggregate") === "distinct",
    ...(node.filter !== undefined && { filter: reading.expression(node.filter) }),
    orderBy: readOrder(node.order_bys, reading),
    ...readPlainData(node.function_data, reading),
  };
}

export function readWindow(node: JsonObject, reading: Reading): WindowExpression {
  const { expression } = reading;
  return {
    kind: "window",
    function: asText(node.type, "a window function"),
    ...(node.name !== undefined && { name: asText(node.name, "a window function") }),
    arguments: readExpressions(node.children, reading),
    argumentTypes: node.arguments === undefined ? [] : readTypes(node.arguments),
    type: readType(node.return_type),
    ...readPlainData(node.function_data, reading),
    distinct: asFlag(node.distinct, "distinct"),
    ignoreNulls: asFlag(node.ignore_nulls, "ignore_nulls"),
    ...(node.filters !== undefined && { filter: expression(node.filters) }),
    partitionBy: readExpressions(node.partitions, reading),
    orderBy: readSortKeys(node.orders, reading),
    argumentOrder: readSortKeys(node.arg_orders, reading),
    frame: readFrame(node, reading),
    ...(node.offset_expr !== undefined && { offset: expression(node.offset_expr) }),
    ...(node.default_expr !== undefined && { default: expression(node.default_expr) }),
  };
}

function readFrame(node: JsonObject, { expression }: Reading): Frame {
  return {
    start: asText(node.start, "a frame"),
    end: asText(node.end, "a frame"),
    ...(node.start_expr !== undefined && { startValue: expression(node.start_expr) }),
    ...(node.end_expr !== undefined && { endValue: expression(node.end_expr) }),
    exclude: asText(node.exclude_clause, "a frame"),
  };
}

const readInvocation = (node: JsonObject, reading: Reading) => ({
  name: asText(node.name, "a function"),
  arguments: readExpressions(node.children, reading),
  argumentTypes: readTypes(node.arguments),
  type: readType(node.return_type),
});

function readPlainData(value: Json | undefined, reading: Reading): { readonly data?: Json } {
  const { data, ...inner } = readFunctionData(value, reading);
  if (Object.keys(inner).length > 0) throw new Untraceable("function_data");
  return data === undefined ? {} : { data };
}

type FunctionData = Pick<CallExpression, "data" | "lambda" | "elements">;

function readFunctionData(value: Json | undefined, reading: Reading): FunctionData {
  if (value === undefined) return {};
  const { lambda_expr: lambda, ...rest } = asObject(value, "function_data");
  const { elements, ...data } = takeElements(rest);
  if (holdsExpression(data)) throw new Untraceable("function_data");
  return {
    data,
    ...(lambda !== undefined && { lambda: readInner(lambda, reading) }),
    ...(elements !== undefined && { elements: readInner(elements, reading) }),
  };
}

/** `list_aggregate` has its aggregate in `{"bind_data": {"stype": .., "aggr_expr": ..}}`. */
function takeElements(data: JsonObject): JsonObject {
  if (data.bind_data === undefined) return data;
  const { aggr_expr: elements, ...rest } = asObject(data.bind_data, "bind_data");
  return elements === undefined ? data : { ...data, bind_data: rest, elements };
}

/** An expression over the elements of a list: its references mean them. */
function readInner(body: Json, reading: Reading) {
  const { inLambda } = reading;
  reading.inLambda = true;
  const expression = reading.expression(body);
  reading.inLambda = inLambda;
  return expression;
}
