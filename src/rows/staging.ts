import type { Session } from "../adapters/adapter.ts";
import type { CompiledNode, CompiledRows, Situation } from "../compile/types.ts";
import type { Dialect } from "../sql/dialect.ts";
import type { Relation } from "../sql/relation.ts";

/** A temporary table that takes the rows of a node before its statements run. */
export interface Staging {
  readonly relation: Relation;
  /** The node with the rows of the table in the place of its SELECT. */
  readonly node: CompiledNode & { readonly rows: CompiledRows };
}

/** Where the rows of a node are gathered; undefined for nodes that are statements. */
export function stagingOf(
  node: CompiledNode,
  { scratch }: Pick<Situation, "scratch">,
  dialect: Dialect,
): Staging | undefined {
  if (!node.rows) return undefined;
  const relation = { database: "temp", schema: "main", name: `${scratch}_rows` };
  const select = `select * from ${dialect.renderRelation(relation)}`;
  return { relation, node: { ...node, rows: node.rows, select } };
}

/** Drops the staging table once its rows are where they belong. */
export async function dropStaging({ relation }: Staging, session: Session, dialect: Dialect): Promise<void> {
  await session.run(`drop table if exists ${dialect.renderRelation(relation)}`);
}
