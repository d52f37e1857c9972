import type { RelationNode } from "../graph/types.ts";
import type { Relation } from "../sql/relation.ts";
import type { CompileOptions } from "./options.ts";

/**
 * The relation a node is built as: its `schema` as written or the target's, its `alias` or name; versions end in `_v2`.
 * Says nothing about ephemeral nodes, which have none.
 */
export function relationOf(node: RelationNode, options: Pick<CompileOptions, "target">): Relation {
  const { settings } = node;
  const version = node.kind === "model" && node.version !== undefined ? `_v${node.version}` : "";
  return {
    ...(options.target.database !== undefined && { database: options.target.database }),
    schema: settings.schema ?? options.target.schema,
    name: settings.alias ?? `${node.name}${version}`,
  };
}
