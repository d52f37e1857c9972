import { diagnose } from "../base/diagnostic.ts";
import { findDescription } from "../bind/inherited-docs.ts";
import { nameOf } from "./place-of-read.ts";
import type { Rule } from "./types.ts";

/** A public model and each of its columns has a description; that of a column counts for its unchanged copies. */
export const undocumentedPublicModel: Rule = function* ({ graph, relations, bound }) {
  for (const node of relations) {
    if (node.access !== "public") continue;
    const { id } = node;
    // Descriptions are written in YAML, where the entry begins a little above its first column.
    const span = node.columns[0]?.span ?? node.span;
    const described = Boolean(node.description?.trim());
    const names = (bound.nodes[id]?.columns ?? node.columns).map(({ name }) => name);
    const columns = names.filter((name) => !findDescription(bound, graph, id, name)?.text.trim());
    if (described && columns.length === 0) continue;
    const parameters = { name: nameOf(node), described, columns };
    yield { node: id, diagnostic: diagnose("Q0855", parameters, { span }) };
  }
};
