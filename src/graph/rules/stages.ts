import { diagnose } from "../../base/diagnostic.ts";
import { findSuggestion } from "../../base/suggest.ts";
import { isRelationNode } from "../node-kinds.ts";
import type { Graph, NodeId } from "../types.ts";
import type { LinkRule, NodeRule } from "./rule.ts";

/** The stage that a node is set to exists. */
export const checkStage: NodeRule = (node, { graph, spanOf }) => {
  const { stages } = graph.config;
  if (stages.length === 0 || !isRelationNode(node) || node.stage === undefined) return undefined;
  const { stage, name } = node;
  if (stages.includes(stage)) return undefined;
  const suggestion = findSuggestion(stage, stages);
  const span = spanOf(node, "stage");
  return diagnose("Q0108", { stage, node: name, known: stages, suggestion }, { span });
};

/**
 * A stage reads itself and earlier ones, and only the first reads sources. A node without a stage (its folder is none) is free, but
 * is no way around: what it reads counts for the staged nodes that read it.
 */
export const checkStageOrder: LinkRule = (reader, target, { span }, { graph }) => {
  const { stages } = graph.config;
  if (!isRelationNode(reader) || reader.stage === undefined) return undefined;
  const { name, stage } = reader;
  const own = stages.indexOf(stage);
  if (own < 0) return undefined;
  if (target.kind === "source") {
    if (own === 0) return undefined;
    const source = `${target.source}.${target.name}`;
    return diagnose("Q0307", { name, stage, source, first: stages[0] ?? "", path: [name, source] }, { span });
  }
  if (!isRelationNode(target)) return undefined;
  if (target.stage !== undefined && stages.indexOf(target.stage) <= own) return undefined;
  const path = findLaterStage(target.id, own, graph);
  const last = path && graph.nodes[path.at(-1) as NodeId];
  if (!last || !isRelationNode(last)) return undefined;
  const names = [name, ...path.map((id) => graph.nodes[id]?.name ?? id)];
  const parameters = { name, stage, target: last.name, targetStage: last.stage ?? "", path: names };
  return diagnose("Q0306", parameters, { span });
};

/** The way from a node to one of a later stage that leads only through nodes without a stage. */
function findLaterStage(start: NodeId, own: number, graph: Graph): readonly NodeId[] | undefined {
  const { stages } = graph.config;
  const seen = new Set<NodeId>();
  const open: NodeId[][] = [[start]];
  for (let path = open.pop(); path; path = open.pop()) {
    const id = path.at(-1) as NodeId;
    const node = graph.nodes[id];
    if (!node || !isRelationNode(node)) continue;
    if (node.stage !== undefined) {
      if (stages.indexOf(node.stage) > own) return path;
      continue;
    }
    if (seen.has(id)) continue;
    seen.add(id);
    for (const parent of node.dependsOn) open.push([...path, parent]);
  }
  return undefined;
}
