import type { Diagnostic } from "../../base/diagnostic.ts";
import { isTest } from "../node-kinds.ts";
import { checkAccess } from "./access.ts";
import { checkCycles } from "./cycles.ts";
import { checkDeprecation } from "./deprecation.ts";
import { checkGroup } from "./groups.ts";
import { checkLatestVersions } from "./latest-versions.ts";
import { checkRelations } from "./relations.ts";
import type { GraphRule, LinkedGraph, LinkRule, NodeRule } from "./rule.ts";
import { checkSelectorDefaults, checkSelectors } from "./selectors.ts";
import { checkStage, checkStageOrder } from "./stages.ts";

const nodeRules: readonly NodeRule[] = [checkGroup, checkStage];
const linkRules: readonly LinkRule[] = [checkAccess, checkDeprecation, checkStageOrder];
const graphRules: readonly GraphRule[] = [
  checkLatestVersions,
  checkCycles,
  checkRelations,
  checkSelectorDefaults,
  checkSelectors,
];

/** Holds a graph against all of its rules: first those of nodes and edges, in order of definition. */
export function checkRules(linked: LinkedGraph): readonly Diagnostic[] {
  const problems: Diagnostic[] = [];
  const { graph, nodes, links } = linked;
  for (const node of nodes) {
    if (isTest(node) || node.kind === "source") continue;
    for (const rule of nodeRules) {
      const problem = rule(node, linked);
      if (problem) problems.push(problem);
    }
    for (const link of links.get(node.id) ?? []) {
      const target = graph.nodes[link.target];
      if (!target) continue;
      for (const rule of linkRules) {
        const problem = rule(node, target, link, linked);
        if (problem) problems.push(problem);
      }
    }
  }
  for (const rule of graphRules) problems.push(...rule(linked));
  return problems;
}
