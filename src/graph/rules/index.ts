import type { Diagnostic } from "../../base/diagnostic.ts";
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
  for (const { node, links } of linked.nodes) {
    for (const rule of nodeRules) {
      const problem = rule(node, linked);
      if (problem) problems.push(problem);
    }
    for (const link of links) {
      const target = linked.targetOf(link);
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
