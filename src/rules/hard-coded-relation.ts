import { diagnose } from "../base/diagnostic.ts";
import type { Node } from "../graph/types.ts";
import { nameOf } from "./place-of-read.ts";
import type { Rule } from "./types.ts";

/** Nodes are read by refs and sources alone. By the name of a table they are not built in order, and are another's in another target. */
export const hardCodedRelation: Rule = function* ({ graph, bound, relations }) {
  for (const node of relations) {
    for (const id of bound.nodes[node.id]?.lineage?.reads ?? []) {
      const target = graph.nodes[id];
      if (target === undefined || node.dependsOn.includes(id)) continue;
      const parameters = { name: nameOf(node), target: nameOf(target), call: renderCall(target) };
      const { span } = node;
      yield { node: node.id, diagnostic: diagnose("Q0860", parameters, { span }) };
    }
  }
};

const renderCall = (target: Node): string =>
  target.kind === "source" ? `{{source "${target.source}" "${target.name}"}}` : `{{ref "${target.name}"}}`;
