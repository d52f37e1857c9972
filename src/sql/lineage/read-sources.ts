import type { Expression } from "../plan/expressions.ts";
import type { Operator, Plan } from "../plan/operators.ts";
import { eachExpression, eachOperator, expressionsOf } from "../plan/walk.ts";
import { volatileFunctions } from "../volatile-functions.ts";
import type { BaseTable, Lineage, TableFunction } from "./lineage.ts";

/** What a plan reads: base tables, table functions with their files; and what makes it volatile. */
export function readSources(
  plan: Plan,
  standsFor: (table: BaseTable) => TableFunction | undefined,
): Pick<Lineage, "tables" | "functions" | "volatile"> {
  const tables = new Map<string, BaseTable>();
  const functions = new Map<string, TableFunction>();
  const volatile = new Set<string>();
  const addFunction = ({ name, files }: TableFunction) =>
    functions.set([name, ...files].join("\u0000"), { name, files });
  eachOperator(plan.root, (operator) => {
    if (operator.kind === "table") {
      const files = standsFor(operator.table);
      if (files === undefined) tables.set(tableKey(operator.table), operator.table);
      else addFunction(files);
    }
    if (operator.kind === "function" && !isUnfolded(operator)) addFunction(operator);
    if (operator.kind === "sample" && operator.seed === undefined) volatile.add("sample");
    for (const expression of expressionsOf(operator)) {
      eachExpression(expression, (part) => {
        const name = volatileName(part);
        if (name !== undefined) volatile.add(name);
      });
    }
  });
  return {
    tables: sortByKey(tables),
    functions: sortByKey(functions),
    volatile: [...volatile].sort(),
  };
}

const tableKey = ({ database = "", schema, table }: BaseTable) => [database, schema, table].join("\u0000");

const sortByKey = <T>(map: ReadonlyMap<string, T>): readonly T[] =>
  [...map].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, value]) => value);

/** `unnest` of a list is no source: its rows come from the statement's own columns. */
const isUnfolded = ({ name }: Extract<Operator, { kind: "function" }>) => name === "unnest";

function volatileName(expression: Expression): string | undefined {
  if (expression.kind !== "call") return undefined;
  const name = expression.name.toLowerCase();
  // age(t) counts from today; age(a, b) does not.
  const isVolatile = volatileFunctions.has(name) || (name === "age" && expression.arguments.length === 1);
  return isVolatile ? name : undefined;
}
