import { relationOf } from "../compile/relation-of.ts";
import type { Node, NodeId } from "../graph/types.ts";
import type { Relation } from "../sql/relation.ts";
import type { Loaded } from "./loaded.ts";

type Target = Pick<Loaded, "target">;

/** The relation of every node that becomes one. */
export function relationsOf({
  graph,
  target,
}: Target & Pick<Loaded, "graph">): Readonly<Record<NodeId, Relation>> {
  const relations: Record<NodeId, Relation> = {};
  for (const node of Object.values(graph.nodes)) {
    const relation = findRelationOf(node, { target });
    if (relation !== undefined) relations[node.id] = relation;
  }
  return relations;
}

/** The relation that a node becomes; undefined for one that becomes none. */
export function findRelationOf(node: Node | undefined, { target }: Target): Relation | undefined {
  if (node === undefined || !("settings" in node) || node.kind === "test") return undefined;
  if (node.settings.materialized === "ephemeral") return undefined;
  return relationOf(node, { target: { name: target.name, type: target.type, schema: target.schema } });
}
