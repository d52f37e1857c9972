import type { RelationInfo, Session } from "../adapters/adapter.ts";
import type { Column } from "../compile/types.ts";
import type { NodeId } from "../graph/types.ts";
import type { Relation } from "../sql/relation.ts";
import type { Catalog, CatalogEntry } from "./catalog.ts";

/**
 * Columns and sizes of the project's relations, in one question.
 *
 * @param there the relations that the session knows of
 */
export async function readCatalog(
  relations: Readonly<Record<NodeId, Relation>>,
  there: readonly RelationInfo[],
  session: Session,
): Promise<Catalog["nodes"]> {
  const infos = new Map(there.map((info) => [keyOf(info.relation), info]));
  const columns = new Map<string, Column[]>();
  for (const row of await session.rows(
    "select table_schema, table_name, column_name, data_type from information_schema.columns where table_catalog = current_database() order by table_schema, table_name, ordinal_position",
  )) {
    const key = keyOf({ schema: String(row.table_schema), name: String(row.table_name) });
    const list = columns.get(key) ?? [];
    list.push({ name: String(row.column_name), type: String(row.data_type) });
    columns.set(key, list);
  }
  const nodes: Record<NodeId, CatalogEntry> = {};
  for (const [id, relation] of Object.entries(relations)) {
    const info = infos.get(keyOf(relation));
    if (info === undefined) continue;
    nodes[id as NodeId] = {
      relation,
      kind: info.kind,
      columns: columns.get(keyOf(relation)) ?? [],
      ...(info.rows !== undefined && { rows: info.rows }),
    };
  }
  return nodes;
}

/**
 * The same with descriptions.
 *
 * @param describe the description of a node's column, where there is one
 */
export function describeCatalog(
  nodes: Catalog["nodes"],
  describe: (id: NodeId, column: string) => string | undefined,
): Catalog["nodes"] {
  return Object.fromEntries(
    Object.entries(nodes).map(([id, entry]) => {
      const columns = entry.columns.map((column) => {
        const description = describe(id as NodeId, column.name);
        return description === undefined ? column : { ...column, description };
      });
      return [id, { ...entry, columns }];
    }),
  );
}

const keyOf = ({ schema, name }: Relation) => `${schema}\u0000${name}`.toLowerCase();
