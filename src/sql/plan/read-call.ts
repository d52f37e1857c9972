import type {
  AggregateExpression,
  CallExpression,
  Expression,
  Frame,
  WindowExpression,
} from "./expressions.ts";
import type { Json, JsonObject } from "./json.ts";
import { readExpressions, readOrder, readSortKeys } from "./read-parts.ts";
import { readType, readTypes } from "./read-type.ts";
import { asFlag, asObject, asText, type Reading, translate, Untraceable } from "./reading.ts";

/** A scalar function. What the engine worked out when it bound it stays as it is, but for the body of a lambda. */
export function readCall(node: JsonObject, reading: Reading): CallExpression {
  const { lambda, data } = readFunctionData(node.function_data, reading);
  return {
    kind: "call",
    ...readInvocation(node, reading),
    isOperator: asFlag(node.is_operator, "is_operator"),
    ...(data !== undefined && { data }),
    ...(lambda !== undefined && { lambda }),
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
  const { lambda, data } = readFunctionData(value, reading);
  if (lambda !== undefined) throw new Untraceable("lambda_expr of an aggregate");
  return data === undefined ? {} : { data };
}

interface FunctionData {
  readonly data?: Json;
  readonly lambda?: Expression;
}

function readFunctionData(value: Json | undefined, reading: Reading): FunctionData {
  if (value === undefined) return {};
  const { lambda_expr: body, ...data } = asObject(value, "function_data");
  if (holdsExpression(data)) throw new Untraceable("function_data");
  return { data, ...(body !== undefined && { lambda: readLambda(body, reading) }) };
}

function readLambda(body: Json, reading: Reading) {
  const { inLambda } = reading;
  reading.inLambda = true;
  const lambda = reading.expression(body);
  reading.inLambda = inLambda;
  return lambda;
}

/** An expression hidden where none is known could use columns. */
export function holdsExpression(value: Json): boolean {
  if (typeof value !== "object" || value === null) return false;
  return "expression_class" in value || Object.values(value).some(holdsExpression);
}
