import { diagnose } from "../base/diagnostic.ts";
import { isRelationNode } from "../graph/node-kinds.ts";
import { layerOf } from "./layers.ts";
import { nameOf } from "./place-of-read.ts";
import type { Rule } from "./types.ts";

/** What stands outside of the project reads models that are made for it: no source, and no model of the first layer that is not public. */
export const exposureReadsStaging: Rule = function* ({ graph, exposures }) {
  for (const exposure of exposures) {
    for (const parent of exposure.dependsOn) {
      const node = graph.nodes[parent];
      if (node === undefined) continue;
      const isEarly = isRelationNode(node) && node.access !== "public" && layerOf(node, graph) === "first";
      if (node.kind !== "source" && !isEarly) continue;
      const what = node.kind === "source" ? "the source" : `the ${node.kind} of ${stageOf(node.stage)}`;
      const parameters = { exposure: exposure.name, name: nameOf(node), what };
      const { id, span } = exposure;
      yield { node: id, diagnostic: diagnose("Q0861", parameters, { span }) };
    }
  }
};

const stageOf = (stage: string | undefined): string => stage ?? "staging";
