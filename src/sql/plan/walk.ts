import type { Expression, SortKey } from "./expressions.ts";
import type { LimitValue, Operator } from "./operators.ts";

type Of<Union, Kind> = Extract<Union, { readonly kind: Kind }>;
type ByKind<Union extends { readonly kind: string }, Result> = {
  readonly [Kind in Union["kind"]]: (node: Of<Union, Kind>) => Result;
};

/** The expressions that one is made of, the body of a lambda included. */
export function partsOf(expression: Expression): readonly Expression[] {
  const parts = expressionParts[expression.kind] as (node: Expression) => readonly Expression[];
  return parts(expression);
}

/** The operators that one reads, in order. */
export function inputsOf(operator: Operator): readonly Operator[] {
  const inputs = operatorInputs[operator.kind] as (node: Operator) => readonly Operator[];
  return inputs(operator);
}

/** The expressions of an operator, without those below it. */
export function expressionsOf(operator: Operator): readonly Expression[] {
  const expressions = operatorExpressions[operator.kind] as (node: Operator) => readonly Expression[];
  return expressions(operator);
}

/** Calls back with every operator of a plan, from the root down. */
export function eachOperator(root: Operator, visit: (operator: Operator) => void): void {
  visit(root);
  for (const input of inputsOf(root)) eachOperator(input, visit);
}

/** Calls back with an expression and all its parts. */
export function eachExpression(root: Expression, visit: (expression: Expression) => void): void {
  visit(root);
  for (const part of partsOf(root)) eachExpression(part, visit);
}

const none = () => [];
const given = (...optional: readonly (Expression | undefined)[]) =>
  optional.filter((each) => each !== undefined);
const keysOf = (keys: readonly SortKey[]) => keys.map(({ expression }) => expression);

const expressionParts: ByKind<Expression, readonly Expression[]> = {
  column: none,
  binding: none,
  parameter: none,
  constant: none,
  call: (node) => [...node.arguments, ...given(node.lambda, node.elements)],
  aggregate: (node) => [...node.arguments, ...given(node.filter), ...keysOf(node.orderBy)],
  window: (node) => [
    ...node.arguments,
    ...given(node.filter, node.offset, node.default, node.frame.startValue, node.frame.endValue),
    ...node.partitionBy,
    ...keysOf(node.orderBy),
    ...keysOf(node.argumentOrder),
  ],
  cast: (node) => [node.argument],
  comparison: (node) => [node.left, node.right],
  between: (node) => [node.argument, node.lower, node.upper],
  conjunction: (node) => node.arguments,
  operator: (node) => node.arguments,
  case: (node) => [...node.branches.flatMap(({ when, value }) => [when, value]), node.otherwise],
  unnest: (node) => [node.argument],
};

const single = ({ input }: { readonly input: Operator }) => [input];
const sides = ({ left, right }: { readonly left: Operator; readonly right: Operator }) => [left, right];

const operatorInputs: ByKind<Operator, readonly Operator[]> = {
  table: none,
  function: ({ input }) => (input === undefined ? [] : [input]),
  values: single,
  data: none,
  oneRow: none,
  noRows: none,
  cteScan: none,
  outerScan: none,
  projection: single,
  filter: single,
  aggregation: single,
  windowing: single,
  unnesting: single,
  sorting: single,
  limit: single,
  distinct: single,
  sample: single,
  join: sides,
  conditionJoin: sides,
  crossProduct: sides,
  positionalJoin: sides,
  setOperation: ({ inputs }) => inputs,
  recursiveCte: ({ anchor, step }) => [anchor, step],
  cte: ({ definition, body }) => [definition, body],
};

const limitExpression = (value: LimitValue) => ("expression" in value ? [value.expression] : []);

const operatorExpressions: ByKind<Operator, readonly Expression[]> = {
  table: none,
  function: none,
  values: ({ rows }) => rows.flat(),
  data: none,
  oneRow: none,
  noRows: none,
  cteScan: none,
  outerScan: none,
  projection: ({ expressions }) => expressions,
  filter: ({ conditions }) => conditions,
  aggregation: ({ groups, aggregates }) => [...groups, ...aggregates],
  windowing: ({ windows }) => windows,
  unnesting: ({ lists }) => lists,
  sorting: ({ keys }) => keysOf(keys),
  limit: ({ limit, offset }) => [...limitExpression(limit), ...limitExpression(offset)],
  distinct: ({ keys, orderBy }) => [...keys, ...keysOf(orderBy)],
  sample: none,
  join: ({ conditions, outer = [] }) => [...conditions.flatMap(({ left, right }) => [left, right]), ...outer],
  conditionJoin: ({ condition }) => [condition],
  crossProduct: none,
  positionalJoin: none,
  setOperation: none,
  recursiveCte: ({ keys }) => keys,
  cte: none,
};
