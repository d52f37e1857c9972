import { type Diagnostic, diagnose } from "../../base/diagnostic.ts";
import { findSuggestion } from "../../base/suggest.ts";
import { isRelationNode } from "../node-kinds.ts";
import type { Link } from "../resolve-calls.ts";
import type { NodeId, RelationNode } from "../types.ts";
import type { LinkedGraph, Rule } from "./linked-graph.ts";

/**
 * A stage reads itself and earlier ones, and only the first reads sources. A node without a stage (its folder is none) is free, but
 * is no way around: what it reads counts for the staged nodes that read it.
 */
export const checkStages: Rule = (linked) => {
  const { graph, nodes, links } = linked;
  const { stages } = graph.config;
  if (stages.length === 0) return [];
  const rank = new Map(stages.map((stage, index) => [stage, index]));
  const problems: Diagnostic[] = [];
  for (const node of nodes.values()) {
    if (!isRelationNode(node) || node.stage === undefined) continue;
    const own = rank.get(node.stage);
    if (own === undefined) {
      const parameters = { stage: node.stage, node: node.name, known: stages };
      const suggestion = findSuggestion(node.stage, stages);
      const { span } = node;
      problems.push(diagnose("Q0108", { ...parameters, suggestion }, { span }));
      continue;
    }
    for (const link of links.get(node.id) ?? none) {
      const problem = checkLink(node, own, link, rank, linked);
      if (problem) problems.push(problem);
    }
  }
  return problems;
};

const none: readonly Link[] = [];

function checkLink(
  node: RelationNode,
  own: number,
  link: Link,
  rank: ReadonlyMap<string, number>,
  { graph, nodes, links }: LinkedGraph,
): Diagnostic | undefined {
  const { name, stage = "" } = node;
  const { span } = link;
  const first = graph.config.stages[0] ?? "";
  const direct = nodes.get(link.target);
  if (direct?.kind === "source") {
    const source = `${direct.source}.${direct.name}`;
    if (own === 0) return undefined;
    return diagnose("Q0307", { name, stage, source, first, path: [name, source] }, { span });
  }
  const path = findLaterStage(link.target, own, rank, nodes, links);
  const last = path && nodes.get(path.at(-1) as NodeId);
  if (!last || !isRelationNode(last)) return undefined;
  const names = [name, ...path.map((id) => nodes.get(id)?.name ?? id)];
  const parameters = { name, stage, target: last.name, targetStage: last.stage ?? "", path: names };
  return diagnose("Q0306", parameters, { span });
}

/** The way from a node to one of a later stage that leads only through nodes without a stage. */
function findLaterStage(
  start: NodeId,
  own: number,
  rank: ReadonlyMap<string, number>,
  nodes: LinkedGraph["nodes"],
  links: LinkedGraph["links"],
): readonly NodeId[] | undefined {
  const seen = new Set<NodeId>();
  const open: NodeId[][] = [[start]];
  for (let path = open.pop(); path; path = open.pop()) {
    const id = path.at(-1) as NodeId;
    const node = nodes.get(id);
    if (!node || !isRelationNode(node)) continue;
    if (node.stage !== undefined) {
      if ((rank.get(node.stage) ?? -1) > own) return path;
      continue;
    }
    if (seen.has(id)) continue;
    seen.add(id);
    for (const { target } of links.get(id) ?? none) open.push([...path, target]);
  }
  return undefined;
}
