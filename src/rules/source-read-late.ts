import { diagnose } from "../base/diagnostic.ts";
import { foldersOf } from "../graph/fqn.ts";
import { isRelationNode } from "../graph/node-kinds.ts";
import { nodesOf } from "../graph/node-list.ts";
import type { Graph } from "../graph/types.ts";
import { lateFolders, layerOf } from "./layers.ts";
import { nameOf, placeOfRead } from "./place-of-read.ts";
import type { Rule } from "./types.ts";

/**
 * Models behind staging read no source. With `stages:` the graph holds that itself, as an error; this is for projects that have the folders
 * alone, and models of the first layer in them.
 */
export const sourceReadLate: Rule = function* ({ graph, relations }, { folders }) {
  if (graph.config.stages.length > 0) return;
  const staging = stagingFolder(graph);
  if (staging === undefined) return;
  const late = new Set(Array.isArray(folders) ? folders.map(String) : lateFolders);
  for (const node of relations) {
    if (!foldersOf(node.file).some((folder) => late.has(folder))) continue;
    for (const parent of node.dependsOn) {
      const source = graph.nodes[parent];
      if (source?.kind !== "source") continue;
      const parameters = { name: nameOf(node), source: nameOf(source), staging };
      const span = placeOfRead(node, source);
      yield { node: node.id, diagnostic: diagnose("Q0851", parameters, { span }) };
    }
  }
};

function stagingFolder(graph: Graph): string | undefined {
  const node = nodesOf(graph).find((one) => isRelationNode(one) && layerOf(one, graph) === "first");
  return node && foldersOf(node.file)[0];
}
