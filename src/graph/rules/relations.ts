import { type Diagnostic, diagnose } from "../../base/diagnostic.ts";
import { isRelationNode } from "../node-kinds.ts";
import type { RelationNode } from "../types.ts";
import type { GraphRule } from "./rule.ts";

/** No two nodes write one table, view or file. Engines compare names without case. */
export const checkRelations: GraphRule = ({ graph, nodes, spanOf }) => {
  const { config } = graph;
  const schema = config.targets[config.target]?.schema ?? "main";
  const problems: Diagnostic[] = [];
  const relations = new Map<string, RelationNode>();
  const locations = new Map<string, RelationNode>();
  for (const node of nodes) {
    if (!isRelationNode(node) || node.settings.materialized === "ephemeral") continue;
    const { name } = node;
    const relation = `${node.settings.schema ?? schema}.${relationName(node)}`;
    const key = relation.toLowerCase();
    const other = relations.get(key);
    if (other) {
      const span = spanOf(node, "alias");
      problems.push(diagnose("Q0303", { relation, name, other: other.name }, { span }));
    }
    relations.set(key, other ?? node);

    const { location } = node.settings;
    if (location === undefined) continue;
    const same = locations.get(location);
    if (same) {
      const span = spanOf(node, "location");
      problems.push(diagnose("Q0315", { location, name, other: same.name }, { span }));
    }
    locations.set(location, same ?? node);
  }
  return problems;
};

function relationName(node: RelationNode): string {
  if (node.settings.alias !== undefined) return node.settings.alias;
  const version = node.kind === "model" ? node.version : undefined;
  return version === undefined ? node.name : `${node.name}_v${version}`;
}
