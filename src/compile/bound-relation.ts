import type { Graph, RelationNode, SourceNode } from "../graph/types.ts";
import type { Relation } from "../sql/relation.ts";
import { cteName, isEphemeral } from "./ephemeral.ts";
import type { CompileOptions } from "./options.ts";
import { relationOf } from "./relation-of.ts";

/** Schema of the binder's tables that stand for sources behind paths. No warehouse has it. */
const sourceSchema = "quern sources";

/**
 * The relation that stands for a node in the binder's database: that of the target where it has one there; a table of its own for a source
 * behind a path and for an ephemeral node.
 *
 * @example boundRelation(orders, graph, options) // {schema: "quern sources", name: "shop.orders"}
 */
export function boundRelation(
  node: RelationNode | SourceNode,
  graph: Graph,
  options: Pick<CompileOptions, "target">,
): Relation {
  if (node.kind === "source") {
    if (node.path !== undefined) return { schema: sourceSchema, name: `${node.source}.${node.name}` };
    return {
      ...(node.database !== undefined && { database: node.database }),
      schema: node.schema ?? node.source,
      name: node.identifier,
    };
  }
  // Without a schema in the text, so it is found along the search path.
  if (isEphemeral(node)) return { schema: "main", name: cteName(node, graph) };
  return relationOf(node, options);
}
