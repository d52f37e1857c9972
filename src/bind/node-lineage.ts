import type { NodeId } from "../graph/types.ts";
import type { Flow } from "../sql/lineage/flow.ts";
import type { BaseColumn, BaseTable, Lineage } from "../sql/lineage/lineage.ts";
import { type Relation, relationKey } from "../sql/relation.ts";
import type { ColumnLineage, ColumnUse, NodeLineage, RowUse } from "./types.ts";

/** The node whose table a relation of the binder's database is. */
export type NodeOf = (relation: Relation) => NodeId | undefined;

/**
 * Turns the lineage of a node's statements, by relation, into one by node. Several statements (all rows, and only the new ones) make one: a
 * column uses what it uses in any of them. What a node reads of its own relation is left out.
 *
 * @param flow of the statement of all rows
 * @param width number of columns of the relation; those that a snapshot adds use nothing
 */
export function nodeLineage(
  self: NodeId,
  statements: readonly Lineage[],
  width: number,
  nodeOf: NodeOf,
  flow?: Flow,
): NodeLineage {
  const find = ({ table, ...rest }: BaseTable): NodeId | undefined => {
    const node = nodeOf({ ...rest, name: table });
    return node === self ? undefined : node;
  };
  const useOf = ({ column, ...table }: BaseColumn): ColumnUse[] => {
    const node = find(table);
    return node === undefined ? [] : [{ node, column }];
  };
  const columns = Array.from({ length: width }, (_, index): ColumnLineage => {
    const traced = statements.flatMap((statement) => statement.columns[index] ?? []);
    const uses = distinct(traced.flatMap((column) => column.uses.flatMap(useOf)));
    const [first, ...others] = traced.map(({ copyOf }) => (copyOf ? useOf(copyOf)[0] : undefined));
    const isCopy = first !== undefined && others.every((other) => other && keyOf(other) === keyOf(first));
    const mayLack = traced.some((column) => column.mayLack);
    return { uses, ...(isCopy && { copyOf: first }), ...(isCopy && mayLack && { mayLack }) };
  });
  const rows = statements.flatMap(({ rows }) =>
    rows.flatMap((row) => useOf(row).map((use): RowUse => ({ ...use, as: row.as }))),
  );
  const reads = statements.flatMap(({ tables }) => tables.flatMap((table) => find(table) ?? []));
  return {
    columns,
    rows: distinct(rows),
    reads: [...new Set(reads)],
    ...(flow && { flow: { ...flow, scans: flow.scans.map((table) => find(table) ?? null) } }),
  };
}

function distinct<T extends ColumnUse & { readonly as?: string }>(uses: readonly T[]): T[] {
  if (uses.length < 2) return [...uses];
  return [...new Map(uses.map((use) => [keyOf(use), use])).values()];
}

function keyOf({ node, column, as }: ColumnUse & { readonly as?: string }): string {
  return `${node}\u0000${column.toLowerCase()}\u0000${as ?? ""}`;
}

/** Finds nodes by their relations. */
export function indexRelations(relations: Iterable<readonly [NodeId, Relation]>): NodeOf {
  const nodes = new Map<string, NodeId>();
  for (const [id, relation] of relations) nodes.set(relationKey(relation), id);
  return (relation) => nodes.get(relationKey(relation));
}
