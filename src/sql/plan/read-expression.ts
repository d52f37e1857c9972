import type { Expression, OperatorName } from "./expressions.ts";
import type { Json, JsonObject } from "./json.ts";
import { readAggregate, readCall, readWindow } from "./read-call.ts";
import { readConstant } from "./read-constant.ts";
import { comparisons, readExpressions } from "./read-parts.ts";
import { readType } from "./read-type.ts";
import type { Reading } from "./reading.ts";
import {
  allowKeys,
  asFlag,
  asIndex,
  asList,
  asObject,
  asText,
  none,
  translate,
  Untraceable,
} from "./reading.ts";

/** An expression out of the engine's JSON. Throws Untraceable for what this reader does not know. */
export function readExpression(value: Json | undefined, reading: Reading): Expression {
  const node = asObject(value, "an expression");
  const className = asText(node.expression_class, "an expression");
  const reader = Object.hasOwn(readers, className) ? readers[className] : undefined;
  const position = readPosition(node.query_location);
  if (position !== undefined) reading.position = position;
  if (reader === undefined) throw new Untraceable(`expression ${className}`);
  allowKeys(node, reader.keys, className);
  const expression: Mutable<Expression> = reader.read(node, reading);
  if (position !== undefined) expression.position = position;
  if (typeof node.alias === "string" && node.alias !== "") expression.alias = node.alias;
  return expression;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function readPosition(location: Json | undefined): number | undefined {
  return location === undefined || location === none ? undefined : asIndex(location, "query_location");
}

interface Reader {
  readonly keys: ReadonlySet<string>;
  readonly read: (node: JsonObject, reading: Reading) => Expression;
}

const reader = (keys: string, read: Reader["read"]): Reader => ({
  keys: new Set(["expression_class", "type", "alias", "query_location", ...keys.split(" ")]),
  read,
});

const operators: Readonly<Record<string, OperatorName>> = {
  OPERATOR_NOT: "not",
  OPERATOR_IS_NULL: "is null",
  OPERATOR_IS_NOT_NULL: "is not null",
  COMPARE_IN: "in",
  COMPARE_NOT_IN: "not in",
  OPERATOR_COALESCE: "coalesce",
  OPERATOR_TRY: "try",
};

const conjunctions = { CONJUNCTION_AND: "and", CONJUNCTION_OR: "or" } as const;

const callKeys =
  "return_type children name arguments original_arguments catalog_name schema_name has_serialize function_data";

const readers: Readonly<Record<string, Reader>> = {
  BOUND_REF: reader("return_type index", (node, { inLambda }) => ({
    kind: inLambda ? "parameter" : "column",
    index: asIndex(node.index, "the index of a column"),
    type: readType(node.return_type),
  })),
  BOUND_COLUMN_REF: reader("return_type binding depth", readBinding),
  BOUND_CONSTANT: reader("value", (node) => ({ kind: "constant", value: readConstant(node.value) })),
  BOUND_FUNCTION: reader(`${callKeys} is_operator`, readCall),
  BOUND_AGGREGATE: reader(`${callKeys} aggregate_type filter order_bys`, readAggregate),
  BOUND_WINDOW: reader(
    `${callKeys} partitions orders filters ignore_nulls start end start_expr end_expr offset_expr default_expr exclude_clause distinct arg_orders`,
    readWindow,
  ),
  BOUND_CAST: reader("child return_type try_cast", (node, { expression }) => ({
    kind: "cast",
    argument: expression(node.child),
    type: readType(node.return_type),
    try: asFlag(node.try_cast, "try_cast"),
  })),
  BOUND_COMPARISON: reader("left right", (node, { expression }) => ({
    kind: "comparison",
    operator: translate(comparisons, node.type, "comparison"),
    left: expression(node.left),
    right: expression(node.right),
  })),
  BOUND_BETWEEN: reader("input lower upper lower_inclusive upper_inclusive", (node, { expression }) => ({
    kind: "between",
    argument: expression(node.input),
    lower: expression(node.lower),
    upper: expression(node.upper),
    lowerInclusive: asFlag(node.lower_inclusive, "lower_inclusive"),
    upperInclusive: asFlag(node.upper_inclusive, "upper_inclusive"),
  })),
  BOUND_CONJUNCTION: reader("children", (node, reading) => ({
    kind: "conjunction",
    operator: translate(conjunctions, node.type, "conjunction"),
    arguments: readExpressions(node.children, reading),
  })),
  BOUND_OPERATOR: reader("return_type children", (node, reading) => ({
    kind: "operator",
    operator: translate(operators, node.type, "operator"),
    arguments: readExpressions(node.children, reading),
    type: readType(node.return_type),
  })),
  BOUND_CASE: reader("return_type case_checks else_expr", (node, reading) => ({
    kind: "case",
    branches: asList(node.case_checks, "branches").map((each) => readBranch(each, reading)),
    otherwise: reading.expression(node.else_expr),
    type: readType(node.return_type),
  })),
  BOUND_UNNEST: reader("return_type child", (node, { expression }) => ({
    kind: "unnest",
    argument: expression(node.child),
    type: readType(node.return_type),
  })),
};

const bindingKeys = new Set(["table_index", "column_index"]);

function readBinding(node: JsonObject): Expression {
  const binding = asObject(node.binding, "a binding");
  allowKeys(binding, bindingKeys, "a binding");
  if (asIndex(node.depth, "depth") !== 0) throw new Untraceable("depth of BOUND_COLUMN_REF");
  return {
    kind: "binding",
    table: asIndex(binding.table_index, "a binding"),
    index: asIndex(binding.column_index, "a binding"),
    type: readType(node.return_type),
  };
}

const branchKeys = new Set(["when_expr", "then_expr"]);

function readBranch(value: Json, { expression }: Reading) {
  const node = asObject(value, "a branch");
  allowKeys(node, branchKeys, "a branch");
  return { when: expression(node.when_expr), value: expression(node.then_expr) };
}
