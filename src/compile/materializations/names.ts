import type { NodeId } from "../../graph/types.ts";
import type { Column } from "../types.ts";
import type { Work } from "./types.ts";

/** The node as its user calls it: `fct_orders`, or `dim_customers.v2`. */
export function nodeName({ node }: { readonly node: { readonly id: NodeId } }): string {
  return node.id.slice(node.id.indexOf(".") + 1);
}

/** The node's relation as SQL. */
export function target(work: Work): string {
  return work.dialect.renderRelation(work.relation);
}

/** A temporary table of the node, as SQL; each connection has its own. */
export function scratchTable(work: Work, part = ""): string {
  const suffix = part === "" ? "" : `_${part}`;
  return work.dialect.renderRelation({
    database: "temp",
    schema: "main",
    name: `${work.situation.scratch}${suffix}`,
  });
}

/** `a, b`, or `new.a, new.b` with an alias. */
export function nameList(work: Work, names: readonly string[], alias?: string): string {
  return names.map((name) => qualified(work, name, alias)).join(", ");
}

export function qualified(work: Work, name: string, alias?: string): string {
  const quoted = work.dialect.quoteName(name);
  return alias === undefined ? quoted : `${alias}.${quoted}`;
}

/** A condition that two rows have the same key. NULL is a key like any other: a row without one is replaced, not multiplied. */
export function sameKey(work: Work, keys: readonly string[], left: string, right: string): string {
  return keys
    .map((key) => `${qualified(work, key, left)} is not distinct from ${qualified(work, key, right)}`)
    .join(" and ");
}

/** DuckDB compares names without case. */
export function findColumn(columns: readonly Column[], name: string): Column | undefined {
  return columns.find((column) => column.name.toLowerCase() === name.toLowerCase());
}

export function hasName(names: readonly string[], name: string): boolean {
  return names.some((other) => other.toLowerCase() === name.toLowerCase());
}
