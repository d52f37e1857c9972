import { type Diagnostic, diagnose } from "../../base/diagnostic.ts";
import { findSuggestion } from "../../base/suggest.ts";
import { isRelationNode } from "../node-kinds.ts";
import type { Rule } from "./linked-graph.ts";

/** The group of a node is declared, and what is private has one. */
export const checkGroups: Rule = ({ graph, nodes }) => {
  const problems: Diagnostic[] = [];
  for (const node of nodes.values()) {
    if (!isRelationNode(node)) continue;
    const { name, group, span } = node;
    if (group === undefined) {
      if (node.access === "private") problems.push(diagnose("Q0309", { name }, { span }));
    } else if (!Object.hasOwn(graph.groups, group)) {
      const suggestion = findSuggestion(group, Object.keys(graph.groups));
      problems.push(diagnose("Q0106", { group, node: name, suggestion }, { span }));
    }
  }
  return problems;
};
