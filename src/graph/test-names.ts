import { hashOf } from "../base/hash.ts";
import type { Json } from "../project/definitions.ts";
import { isEmpty } from "./settings.ts";

/** Longest name that every engine takes for a table, in which failing rows are kept. */
const longestName = 63;

/**
 * Names a generic test as dbt does: its stem (the test and what it is on), then its arguments in the order of their names, cleaned of
 * all but letters and digits. A name beyond 63 characters is cut and ends in a hash of the whole.
 *
 * @example
 * nameGenericTest("unique_fct_orders", "order_id", {}) // "unique_fct_orders_order_id"
 * nameGenericTest("relationships_orders", "customer_id", { field: "customer_id", to: "ref('customers')" })
 * // "relationships_orders_customer_id__customer_id__ref_customers_"
 */
export function nameGenericTest(
  stem: string,
  column: string | undefined,
  parameters: Readonly<Record<string, Json>>,
): string {
  if (isEmpty(parameters)) {
    return column === undefined ? shorten(stem, stem) : shorten(`${stem}_${clean(column)}`, stem);
  }
  const parts: string[] = [];
  const keys = Object.keys(parameters);
  if (column !== undefined) keys.push("column_name");
  keys.sort();
  for (const key of keys) {
    const value = key === "column_name" && column !== undefined ? column : parameters[key];
    if (value !== undefined) addWords(parts, value);
  }
  return shorten(`${stem}_${parts.map(clean).join("__")}`, stem);
}

function shorten(name: string, stem: string): string {
  return name.length <= longestName ? name : `${stem.slice(0, 30)}_${hashOf(name)}`;
}

function addWords(parts: string[], value: Json): void {
  if (Array.isArray(value)) for (const item of value) addWords(parts, item);
  else if (value !== null && typeof value === "object") {
    for (const item of Object.values(value)) addWords(parts, item);
  } else parts.push(String(value));
}

function clean(text: string): string {
  return /^\w*$/.test(text) ? text : text.replace(/[^0-9a-zA-Z_]+/g, "_");
}
