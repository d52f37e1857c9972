import type { TestNode } from "./types.ts";

/**
 * What a data test promises, as a text by which two tests that promise the same are recognised, whatever they are called; undefined for tests
 * that promise less than their name says (a `where`, a threshold, severity warn), and for kinds that no constraint becomes.
 */
export function promiseOf(node: TestNode): string | undefined {
  const { test = "", settings, arguments: given } = node;
  const { severity = "error", where, error_if: errorIf } = settings;
  if (severity !== "error" || where !== undefined || errorIf !== undefined) return undefined;
  const name = test.replace(/^dbt_utils\./, "");
  const isPlain = Object.keys(given).every((key) => plainArguments.has(key));
  return isPlain && Object.hasOwn(promises, name) ? promises[name]?.(node) : undefined;
}

type PromiseOf = (node: TestNode) => string;

const unique: PromiseOf = (node) => `unique ${columnsOf(node).sort().join()}`;

const expression: PromiseOf = ({ column = "", arguments: given }) =>
  `expression ${column.toLowerCase()} ${String(given.expression).trim()}`;

const promises: Readonly<Record<string, PromiseOf>> = {
  not_null: (node) => `not_null ${columnsOf(node).join()}`,
  unique,
  // These take nulls for values, and so promise a little more.
  unique_combination: unique,
  unique_combination_of_columns: unique,
  relationships: (node) => {
    const columns = columnsOf(node);
    const { field, fields = field ?? columns } = node.arguments;
    const others = namesOf(fields);
    const pairs = columns.map((column, index) => `${column}=${others[index]}`);
    return `relationships ${node.argumentNodes?.to} ${pairs.sort().join()}`;
  },
  expression,
  expression_is_true: expression,
};

const plainArguments = new Set([
  "columns",
  "column_names",
  "combination_of_columns",
  "to",
  "field",
  "fields",
  "expression",
]);

function columnsOf({ column, arguments: given }: TestNode): string[] {
  const named = given.columns ?? given.column_names ?? given.combination_of_columns ?? [];
  return [...(column === undefined ? [] : [column.toLowerCase()]), ...namesOf(named)];
}

function namesOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map((name) => String(name).toLowerCase());
}
