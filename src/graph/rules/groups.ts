import { diagnose } from "../../base/diagnostic.ts";
import { findSuggestion } from "../../base/suggest.ts";
import { isRelationNode } from "../node-kinds.ts";
import type { NodeRule } from "./rule.ts";

/** The group of a node is declared, and what is private has one. */
export const checkGroup: NodeRule = (node, { graph, spanOf }) => {
  if (!isRelationNode(node)) return undefined;
  const { name, group } = node;
  if (group === undefined) {
    if (node.access !== "private") return undefined;
    return diagnose("Q0309", { name }, { span: spanOf(node, "access") });
  }
  if (Object.hasOwn(graph.groups, group)) return undefined;
  const suggestion = findSuggestion(group, Object.keys(graph.groups));
  return diagnose("Q0106", { group, node: name, suggestion }, { span: spanOf(node, "group") });
};
