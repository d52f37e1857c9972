import { type Diagnostic, diagnose } from "../../base/diagnostic.ts";
import { isRelationNode } from "../node-kinds.ts";
import type { Node, RelationNode } from "../types.ts";
import type { GraphRule, LinkedGraph } from "./rule.ts";

/** No two nodes write one table, view or file. Engines compare names without case. */
export const checkRelations: GraphRule = (linked) => {
  const written = linked.nodes.map(({ node }) => node).filter(isWritten);
  return [...checkNames(written, linked), ...checkLocations(written, linked)];
};

function isWritten(node: Node): node is RelationNode {
  return isRelationNode(node) && node.settings.materialized !== "ephemeral";
}

function checkNames(nodes: readonly RelationNode[], { graph, spanOf }: LinkedGraph): readonly Diagnostic[] {
  // Names that differ everywhere, as they mostly do, differ in each schema.
  if (new Set(nodes.map((node) => relationName(node).toLowerCase())).size === nodes.length) return [];
  const { config } = graph;
  const schema = config.targets[config.target]?.schema ?? "main";
  const problems: Diagnostic[] = [];
  const relations = new Map<string, RelationNode>();
  for (const node of nodes) {
    const relation = `${node.settings.schema ?? schema}.${relationName(node)}`;
    const key = relation.toLowerCase();
    const other = relations.get(key);
    if (!other) relations.set(key, node);
    else {
      const parameters = { relation, name: node.name, other: other.name };
      problems.push(diagnose("Q0303", parameters, { span: spanOf(node, "alias") }));
    }
  }
  return problems;
}

function checkLocations(nodes: readonly RelationNode[], { spanOf }: LinkedGraph): readonly Diagnostic[] {
  const problems: Diagnostic[] = [];
  const locations = new Map<string, RelationNode>();
  for (const node of nodes) {
    const { location } = node.settings;
    if (location === undefined) continue;
    const other = locations.get(location);
    if (!other) locations.set(location, node);
    else {
      const parameters = { location, name: node.name, other: other.name };
      problems.push(diagnose("Q0315", parameters, { span: spanOf(node, "location") }));
    }
  }
  return problems;
}

function relationName(node: RelationNode): string {
  if (node.settings.alias !== undefined) return node.settings.alias;
  const version = node.kind === "model" ? node.version : undefined;
  return version === undefined ? node.name : `${node.name}_v${version}`;
}
