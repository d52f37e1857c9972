import { type Diagnostic, diagnose } from "../../base/diagnostic.ts";
import { isRelationNode } from "../node-kinds.ts";
import type { Node } from "../types.ts";
import type { Rule } from "./linked-graph.ts";

/** Private nodes are read within their group, protected ones within their package. Tests may read whatever they test. */
export const checkAccess: Rule = ({ nodes, links }) => {
  const problems: Diagnostic[] = [];
  for (const [id, reads] of links) {
    const reader = nodes.get(id);
    if (!reader) continue;
    for (const { target, span } of reads) {
      const node = nodes.get(target);
      if (!node || !isRelationNode(node)) continue;
      const { name } = node;
      if (node.access === "private" && node.group !== undefined && groupOf(reader) !== node.group) {
        problems.push(diagnose("Q0308", { reader: reader.name, name, group: node.group }, { span }));
      } else if (node.access === "protected" && node.package !== reader.package) {
        problems.push(diagnose("Q0310", { reader: reader.name, name, package: node.package }, { span }));
      }
    }
  }
  return problems;
};

function groupOf(node: Node): string | undefined {
  return isRelationNode(node) ? node.group : undefined;
}
