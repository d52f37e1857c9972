import type { NodeId } from "../graph/types.ts";
import type { JoinedColumn } from "../sql/lineage/joins.ts";
import type { BaseTable } from "../sql/lineage/lineage.ts";
import type { Conditions } from "../sql/lineage/row-keys.ts";
import type { JoinWays, RowFacts } from "../sql/lineage/trace-rows.ts";
import type { NodeOf } from "./node-lineage.ts";
import type { ColumnUse, NodeJoin, RowsApart, UniqueColumns } from "./types.ts";

/**
 * Turns what a statement shows of its rows, by relation, into the same by node. What rests on a relation that is no node, or on the node's own,
 * is left out.
 */
export function rowsApart(
  self: NodeId,
  { keys, tables, derived, joins }: RowFacts,
  nodeOf: NodeOf,
): RowsApart {
  const known = new Map<BaseTable, NodeId | undefined>();
  const find = (table: BaseTable): NodeId | undefined => {
    if (known.has(table)) return known.get(table);
    const { table: name, schema, database } = table;
    const found = nodeOf({ name, schema, ...(database !== undefined && { database }) });
    const node = found === self ? undefined : found;
    known.set(table, node);
    return node;
  };
  const conditionsOf = (given: Conditions): readonly UniqueColumns[] | undefined => {
    const found = given.flatMap(({ columns, table }) => {
      const node = find(table);
      return node === undefined ? [] : [{ node, columns }];
    });
    return found.length === given.length ? found : undefined;
  };
  return {
    keys: keys.flatMap(({ columns, given }) => {
      const conditions = conditionsOf(given);
      return conditions === undefined ? [] : [{ columns, given: conditions }];
    }),
    passes: tables.flatMap(({ table, columns, given }) => {
      const [node, conditions] = [find(table), conditionsOf(given)];
      const isUseful = node !== undefined && conditions !== undefined && columns.length > 0;
      return isUseful ? [{ node, columns, given: conditions }] : [];
    }),
    derived,
    joins: joins.filter(isOpen).map((join) => describeJoin(join, find, conditionsOf)),
  };
}

/** Whether it takes more than the statement to tell that a join does not multiply rows. */
function isOpen({ leftWays, rightWays, duplicates }: JoinWays): boolean {
  return duplicates !== "removed" && ![...leftWays, ...rightWays].some((given) => given.length === 0);
}

function describeJoin(
  { type, keys, onlyKeys, leftWays, rightWays, duplicates }: JoinWays,
  find: (table: BaseTable) => NodeId | undefined,
  conditionsOf: (given: Conditions) => readonly UniqueColumns[] | undefined,
): NodeJoin {
  const useOf = (column: JoinedColumn | undefined): ColumnUse | undefined => {
    const node = column && find(column);
    return column && node !== undefined ? { node, column: column.column } : undefined;
  };
  const waysOf = (ways: readonly Conditions[]) =>
    ways.flatMap((way) => {
      const conditions = conditionsOf(way);
      return conditions === undefined ? [] : [conditions];
    });
  return {
    type,
    keys: keys.map((key) => {
      const [left, right] = [useOf(key.left), useOf(key.right)];
      return { ...(left && { left }), ...(right && { right }) };
    }),
    onlyKeys,
    left: waysOf(leftWays),
    right: waysOf(rightWays),
    duplicates: duplicates === "counted" ? "counted" : "kept",
  };
}
