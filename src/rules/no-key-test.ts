import { diagnose } from "../base/diagnostic.ts";
import { nameOf } from "./place-of-read.ts";
import type { Rule } from "./types.ts";

/**
 * Each model, seed and snapshot has a test of its key. One that a parent has counts where the key is copied and rows are not multiplied, and so
 * does a key that the statement makes sure of itself (GROUP BY, DISTINCT, the first row by row_number()): no test of it could fail.
 */
export const noKeyTest: Rule = function* ({ relations, bound, uniqueColumns }) {
  for (const node of relations) {
    const isKnown = bound.nodes[node.id] !== undefined;
    if (!isKnown || uniqueColumns.keyTestsOf(node.id).length > 0) continue;
    if (uniqueColumns.keysOf(node.id).length > 0) continue;
    const { id, kind, span } = node;
    yield { node: id, diagnostic: diagnose("Q0850", { kind, name: nameOf(node) }, { span }) };
  }
};
