import { diagnose } from "../base/diagnostic.ts";
import { wordOfKind } from "../graph/node-kinds.ts";
import { layerOf } from "./layers.ts";
import { nameOf } from "./place-of-read.ts";
import type { Rule } from "./types.ts";

/**
 * What stands before the last layer is there for others: some model or exposure reads it. Public models are for those outside of the project,
 * and files that a model writes are read by whoever finds them. Tests do not count, since they look at what is used; but a seed may well hold
 * what a test expects.
 */
export const unusedModel: Rule = function* ({ graph, relations, readersOf }) {
  for (const node of relations) {
    if (node.kind === "snapshot" || node.access === "public" || node.settings.materialized === "external")
      continue;
    const layer = layerOf(node, graph);
    const isMadeForOthers = layer === undefined ? node.access !== "private" : layer === "last";
    const readers = readersOf(node.id);
    const users = node.kind === "seed" ? readers : readers.filter((id) => graph.nodes[id]?.kind !== "test");
    if (isMadeForOthers || users.length > 0) continue;
    const { id, kind, span } = node;
    yield {
      node: id,
      diagnostic: diagnose("Q0854", { kind: wordOfKind(kind), name: nameOf(node) }, { span }),
    };
  }
};
