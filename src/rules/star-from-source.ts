import { diagnose } from "../base/diagnostic.ts";
import { isFeatureNode } from "../graph/node-kinds.ts";
import { nameOf, placeOfRead } from "./place-of-read.ts";
import type { Rule } from "./types.ts";

/**
 * No model has whatever columns a source happens to have. A star is fine where the source declares its columns with types, and where the columns
 * are listed one by one further out (`with o as (select * from ..) select order_id from o`).
 */
export const starFromSource: Rule = function* ({ graph, bound, relations, locate }) {
  for (const node of relations) {
    if (isFeatureNode(node)) continue;
    for (const { source: id, position } of bound.nodes[node.id]?.stars ?? []) {
      const source = graph.nodes[id];
      if (source?.kind !== "source") continue;
      if (source.columns.length > 0 && source.columns.every(({ type }) => type !== undefined)) continue;
      const span =
        (position === undefined ? undefined : locate(node.id, position)) ?? placeOfRead(node, source);
      const parameters = { name: nameOf(node), source: nameOf(source) };
      yield { node: node.id, diagnostic: diagnose("Q0856", parameters, { span }) };
    }
  }
};
