import type { Json, JsonObject } from "./json.ts";
import { type OperatorReader, operatorReader, two } from "./operator-reader.ts";
import type { JoinCondition, JoinType, Operator } from "./operators.ts";
import { comparisons, readExpressions } from "./read-parts.ts";
import {
  allowKeys,
  asFlag,
  asIndex,
  asList,
  asObject,
  demandEmpty,
  type Reading,
  translate,
  Untraceable,
} from "./reading.ts";

const joinTypes: Readonly<Record<string, JoinType>> = {
  INNER: "inner",
  LEFT: "left",
  RIGHT: "right",
  OUTER: "full",
  FULL: "full",
  SEMI: "semi",
  ANTI: "anti",
  RIGHT_SEMI: "right semi",
  RIGHT_ANTI: "right anti",
  MARK: "mark",
  SINGLE: "single",
};

const joinKeys =
  "join_type mark_index left_projection_map right_projection_map conditions mark_types duplicate_eliminated_columns delim_flipped";

/** The readers of joins and set operations, by the engine's names. */
export const joinReaders: Readonly<Record<string, OperatorReader>> = {
  LOGICAL_COMPARISON_JOIN: operatorReader(joinKeys, (node, inputs, reading) => {
    demandEmpty(node, "duplicate_eliminated_columns", "LOGICAL_COMPARISON_JOIN");
    return readJoin(node, inputs, reading, { asof: false });
  }),
  LOGICAL_ASOF_JOIN: operatorReader(joinKeys, (node, inputs, reading) => {
    demandEmpty(node, "duplicate_eliminated_columns", "LOGICAL_ASOF_JOIN");
    return readJoin(node, inputs, reading, { asof: true });
  }),
  LOGICAL_DELIM_JOIN: operatorReader(joinKeys, (node, inputs, reading) => {
    if (asFlag(node.delim_flipped, "delim_flipped")) throw new Untraceable("delim_flipped");
    const outer = readExpressions(node.duplicate_eliminated_columns, reading);
    return readJoin(node, inputs, reading, { asof: false, outer });
  }),
  LOGICAL_ANY_JOIN: operatorReader(
    "join_type mark_index left_projection_map right_projection_map condition",
    (node, inputs, reading) => {
      const [left, right] = two(inputs);
      return {
        kind: "conditionJoin",
        ...readSides(node, "LOGICAL_ANY_JOIN"),
        condition: reading.expression(node.condition),
        left,
        right,
      };
    },
  ),
  LOGICAL_CROSS_PRODUCT: operatorReader("", (_, inputs) => {
    const [left, right] = two(inputs);
    return { kind: "crossProduct", left, right };
  }),
  LOGICAL_POSITIONAL_JOIN: operatorReader("", (_, inputs) => {
    const [left, right] = two(inputs);
    return { kind: "positionalJoin", left, right };
  }),
  LOGICAL_UNION: setOperationReader("union"),
  LOGICAL_EXCEPT: setOperationReader("except"),
  LOGICAL_INTERSECT: setOperationReader("intersect"),
};

function readJoin(
  node: JsonObject,
  inputs: readonly Operator[],
  reading: Reading,
  form: { readonly asof: boolean; readonly outer?: readonly ReturnType<Reading["expression"]>[] },
): Operator {
  const [left, right] = two(inputs);
  return {
    kind: "join",
    ...form,
    ...readSides(node, "a join"),
    conditions: asList(node.conditions, "conditions").map((each) => readCondition(each, reading)),
    left,
    right,
  };
}

function readSides(node: JsonObject, className: string) {
  demandEmpty(node, "left_projection_map", className);
  demandEmpty(node, "right_projection_map", className);
  return {
    type: translate(joinTypes, node.join_type, "join type"),
    markIndex: asIndex(node.mark_index, "mark_index"),
  };
}

const conditionKeys = new Set(["left", "right", "comparison"]);

function readCondition(value: Json, { expression }: Reading): JoinCondition {
  const node = asObject(value, "a join condition");
  allowKeys(node, conditionKeys, "a join condition");
  return {
    left: expression(node.left),
    comparison: translate(comparisons, node.comparison, "comparison"),
    right: expression(node.right),
  };
}

function setOperationReader(operation: "union" | "except" | "intersect"): OperatorReader {
  return operatorReader("table_index column_count setop_all allow_out_of_order", (node, inputs) => {
    if (inputs.length < 2) throw new Untraceable(`${operation} of ${inputs.length}`);
    return {
      kind: "setOperation",
      operation,
      index: asIndex(node.table_index, "table_index"),
      columnCount: asIndex(node.column_count, "column_count"),
      all: asFlag(node.setop_all, "setop_all"),
      inputs,
    };
  });
}
