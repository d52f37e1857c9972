import { diagnose } from "../base/diagnostic.ts";
import { nameOf } from "./place-of-read.ts";
import type { Rule } from "./types.ts";

/** A model has no more than 100 columns, or what `columns` says. */
export const modelTooWide: Rule = function* ({ relations, bound }, { columns }) {
  const limit = typeof columns === "number" ? columns : 100;
  for (const node of relations) {
    const count = bound.nodes[node.id]?.columns.length ?? 0;
    if (node.kind !== "model" || count <= limit) continue;
    const { id, span } = node;
    yield { node: id, diagnostic: diagnose("Q0858", { name: nameOf(node), count, limit }, { span }) };
  }
};
